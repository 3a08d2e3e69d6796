package io.gantry.testkit.lab;

import io.gantry.testkit.images.BusyboxImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker engine of the test's own, in a network namespace without a default route: nothing in it
 * reaches beyond itself, and nothing touches the machine's own network. Needs root, dockerd,
 * iproute2 and nsenter.
 */
public final class DockerLab implements AutoCloseable {
  /** The address of the lab's node. */
  public static final String NODE_IP = "10.98.0.1";

  private static final long PATIENCE_MILLIS = 30_000;

  private final String name;
  private final Path folder;
  private Process dockerd;

  private DockerLab(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  public static boolean possible() {
    return "root".equals(System.getProperty("user.name"))
        && Files.isExecutable(Path.of("/usr/sbin/dockerd"))
        && Files.isExecutable(Path.of("/usr/bin/nsenter"))
        && BusyboxImage.buildable();
  }

  /** Starts an engine that has the busybox images. */
  public static DockerLab start() throws IOException, InterruptedException {
    // A socket's path may have 107 characters: a short folder is needed.
    Path folder = Files.createTempDirectory("gl");
    DockerLab lab =
        new DockerLab(
            "gl"
                + ProcessHandle.current().pid()
                + "-"
                + Long.toString(System.nanoTime() % 100_000, 36),
            folder);
    try {
      command("ip", "netns", "add", lab.name);
      command("ip", "-n", lab.name, "link", "set", "lo", "up");
      command("ip", "-n", lab.name, "addr", "add", NODE_IP + "/32", "dev", "lo");
      command("nsenter", "--net=/run/netns/" + lab.name, "sysctl", "-qw", "net.ipv4.ip_forward=1");
      Files.writeString(
          folder.resolve("daemon.json"),
          """
          {"live-restore":true,"iptables":false,"ip-masq":false,"bridge":"none",
           "log-driver":"json-file"}
          """);
      lab.startDocker();
      lab.load(BusyboxImage.archive());
      return lab;
    } catch (IOException | InterruptedException | RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  public String dockerHost() {
    return "unix://" + socket();
  }

  private Path socket() {
    return folder.resolve("docker.sock");
  }

  public Path folder() {
    return folder;
  }

  /** What to put before a command so that it acts in the lab's network. */
  public List<String> inNetwork() {
    return List.of("nsenter", "--net=/run/netns/" + name);
  }

  public void startDocker() throws IOException, InterruptedException {
    // Zombies keep their pid: the engine would take a file naming one for a running engine.
    Files.deleteIfExists(folder.resolve("docker.pid"));
    Files.deleteIfExists(folder.resolve("exec/containerd/containerd.pid"));
    List<String> command = new ArrayList<>(inNetwork());
    command.addAll(
        List.of(
            "dockerd",
            "--config-file=" + folder.resolve("daemon.json"),
            "--data-root=" + folder.resolve("data"),
            "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("docker.pid"),
            "--cgroup-parent=/" + name,
            "-H",
            dockerHost()));
    dockerd =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("dockerd.log").toFile()))
            .start();
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!answers()) {
      if (System.currentTimeMillis() > deadline || !dockerd.isAlive()) {
        throw new IOException(
            "dockerd does not answer: " + Files.readString(folder.resolve("dockerd.log")));
      }
      Thread.sleep(20);
    }
  }

  /** Ends the engine as a crash would; containers run on. */
  public void killDocker() throws IOException, InterruptedException {
    String containerd = Files.readString(folder.resolve("exec/containerd/containerd.pid")).strip();
    dockerd.destroyForcibly();
    dockerd.waitFor(10, TimeUnit.SECONDS);
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (runs(containerd) && System.currentTimeMillis() < deadline) {
      Thread.sleep(10);
    }
  }

  /** A zombie does not run. */
  private static boolean runs(String pid) {
    try {
      return !Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }

  private boolean answers() {
    try {
      return post("GET /_ping HTTP/1.0\r\nHost: d\r\n\r\n", new byte[0]).contains(" 200 ");
    } catch (IOException e) {
      return false;
    }
  }

  /** Gives the engine an image, a docker-archive. */
  public void load(byte[] archive) throws IOException {
    String answer =
        post(
            "POST /images/load?quiet=1 HTTP/1.0\r\nHost: d\r\nContent-Type: application/x-tar\r\n"
                + "Content-Length: "
                + archive.length
                + "\r\n\r\n",
            archive);
    if (!answer.contains(" 200 ") || answer.contains("errorDetail")) {
      throw new IOException("Docker did not take the image: " + answer);
    }
  }

  private String post(String head, byte[] body) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket()));
      OutputStream out = Channels.newOutputStream(channel);
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      InputStream in = Channels.newInputStream(channel);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void command(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  /** Ends all containers, the engine, and the network. */
  @Override
  public void close() throws IOException {
    try {
      stopDocker();
      endLeftovers();
      command("ip", "netns", "del", name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the lab was taken down", e);
    }
    removeGroups();
    delete(folder);
  }

  private void stopDocker() throws IOException, InterruptedException {
    if (dockerd == null) {
      return;
    }
    if (dockerd.isAlive() && answers()) {
      removeContainers();
    }
    dockerd.destroy();
    if (!dockerd.waitFor(15, TimeUnit.SECONDS)) {
      dockerd.destroyForcibly();
    }
  }

  /** What an engine that was killed leaves: programs under their shims, and mounts. */
  private void endLeftovers() throws IOException, InterruptedException {
    List<ProcessHandle> shims =
        ProcessHandle.allProcesses()
            .filter(
                process ->
                    process
                        .info()
                        .commandLine()
                        .filter(line -> line.contains("-address " + folder + "/"))
                        .isPresent())
            .toList();
    for (ProcessHandle shim : shims) {
      shim.descendants().forEach(ProcessHandle::destroyForcibly);
      shim.destroyForcibly();
    }
    List<String> mounts;
    try (Stream<String> lines = Files.lines(Path.of("/proc/mounts"))) {
      mounts =
          lines
              .map(line -> line.split(" ")[1])
              .filter(mount -> mount.startsWith(folder + "/"))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (String mount : mounts) {
      command("umount", "-l", mount);
    }
  }

  private void removeContainers() throws IOException {
    String list = post("GET /containers/json?all=1 HTTP/1.0\r\nHost: d\r\n\r\n", new byte[0]);
    java.util.regex.Matcher ids =
        java.util.regex.Pattern.compile("\"Id\":\"([0-9a-f]{64})\"").matcher(list);
    while (ids.find()) {
      post(
          "DELETE /containers/" + ids.group(1) + "?force=1 HTTP/1.0\r\nHost: d\r\n\r\n",
          new byte[0]);
    }
  }

  private void removeGroups() throws IOException {
    Path root = Path.of("/sys/fs/cgroup");
    List<Path> groups = new ArrayList<>();
    try (Stream<Path> hierarchies = Files.list(root)) {
      hierarchies.map(hierarchy -> hierarchy.resolve(name)).forEach(groups::add);
    }
    groups.add(root.resolve(name));
    for (Path group : groups) {
      if (Files.isDirectory(group)) {
        try (Stream<Path> walk = Files.walk(group)) {
          for (Path path :
              walk.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(path);
          }
        }
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
