package io.gantry.e2e;

import io.gantry.e2e.disturbance.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A cluster in a lab of its own, brought up as a newcomer does it: by {@code ./gantry up}. Commands
 * run inside the lab, which has no way to any other network.
 */
final class LabCluster implements AutoCloseable {
  /** Commands that take a moment: one that takes this long has hung. */
  private static final Duration HANGS = Duration.ofMinutes(3);

  /** The kubectl the stories were recorded with; else the one on PATH, whose version is asked. */
  static final String KUBECTL = findKubectl();

  private final String name;
  private final Path checkout;
  private final Path folder;
  private final String form;

  LabCluster(String name, String form) {
    // Several checkouts may be tested on one machine at once.
    this.checkout = LabCluster.findCheckout();
    this.name = name + "-" + Integer.toHexString(checkout.hashCode() & 0xffff);
    this.form = form;
    try {
      this.folder = Files.createTempDirectory("gantry-e2e-" + this.name);
      Files.createDirectories(folder.resolve("bin"));
      Path kubectl = folder.resolve("bin/kubectl");
      Files.writeString(kubectl, "#!/bin/bash\nexec " + KUBECTL + " \"$@\"\n");
      kubectl.toFile().setExecutable(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    host().run("e2e/lab/lab down " + name + "; e2e/lab/lab up " + name, HANGS).orThrow("lab up");
    up().orThrow("gantry up");
    shell(folder)
        .run("bash " + checkout.resolve("e2e/lab/images"), HANGS)
        .orThrow("loading images");
  }

  Shell.Result up() {
    return shell(checkout).run("./gantry up --form " + form, Duration.ofMinutes(20));
  }

  Shell.Result gantry(String command) {
    return shell(checkout).run("./gantry " + command, Duration.ofMinutes(10));
  }

  /** Runs on the host, outside the lab, in the checkout. */
  private Shell host() {
    return new Shell(List.of(), checkout, Map.of());
  }

  /** A shell inside the lab, with kubectl set up. */
  Shell shell(Path workingFolder) {
    return shell(workingFolder, folder.resolve("kubeconfig"), Map.of());
  }

  Shell shell(Path workingFolder, Path kubeconfig, Map<String, String> more) {
    Map<String, String> environment = new java.util.HashMap<>(more);
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("KUBECONFIG", kubeconfig.toString());
    environment.put("HOME", folder.toString());
    return new Shell(
        List.of(checkout.resolve("e2e/lab/lab").toString(), "exec", name),
        workingFolder,
        environment);
  }

  /**
   * A program that listens in the lab's network and is not of its processes: from inside nobody has
   * the port, yet it is taken, as after a kill for as long as the last threads take. Ends by itself
   * after some minutes.
   */
  Process holdPort(int port) throws IOException, InterruptedException {
    Process holder =
        new ProcessBuilder(
                checkout.resolve("e2e/lab/lab").toString(),
                "net",
                name,
                "timeout",
                "300",
                "busybox",
                "nc",
                "-l",
                "-p",
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    Await.until(
        "port " + port + " is taken",
        HANGS,
        () -> shell(folder).run("ss -Hltn sport = :" + port, HANGS).output(),
        listening -> !listening.isBlank());
    return holder;
  }

  Path folder() {
    return folder;
  }

  Path checkout() {
    return checkout;
  }

  /**
   * Namespace, kubeconfig and folder for one story.
   *
   * @param suffix of the namespace, for a story that is played more than once; what is printed is
   *     compared without it
   */
  StoryRun begin(Story story, String suffix) {
    String recordedIn = "story-" + story.name().replaceFirst("^\\d+-", "");
    String namespace = recordedIn + suffix;
    try {
      Path place = Files.createDirectories(folder.resolve(story.name() + suffix));
      Path kubeconfig = place.resolve(".kubeconfig");
      Files.copy(
          folder.resolve("kubeconfig"),
          kubeconfig,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Shell shell = shell(place, kubeconfig, Map.of("NS", namespace));
      shell
          .run(
              "kubectl create namespace "
                  + namespace
                  + " && kubectl config set-context --current --namespace="
                  + namespace
                  + " && for i in $(seq 100); do kubectl get serviceaccount default && break;"
                  + " done",
              HANGS)
          .orThrow("namespace for " + story.name());
      String nodes = shell.run("kubectl get nodes -o name", HANGS).output();
      Map<String, String> names = new java.util.HashMap<>();
      nodes.lines().forEach(node -> names.put(node.replace("node/", "").strip(), "<node>"));
      names.put(namespace, recordedIn);
      boolean recorded =
          shell.run("kubectl version --client", HANGS).output().contains("Client Version: v1.32.");
      return new StoryRun(shell, place, names, recorded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Shell.Result down = host().run("e2e/lab/lab down " + name, HANGS);
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    down.orThrow("lab down");
  }

  private static Path findCheckout() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("gantry"))) {
      at = at.getParent();
    }
    return at;
  }

  private static String findKubectl() {
    Shell shell = new Shell(List.of(), Path.of("/"), Map.of());
    String found =
        shell
            .run(
                "command -v kubectl.1.32 || ls \"$(dirname \"$(readlink -f \"$(command -v"
                    + " kubectl)\")\")\"/kubectl.1.32 || command -v kubectl",
                HANGS)
            .output();
    return found.lines().filter(line -> line.startsWith("/")).reduce((a, b) -> b).orElse("kubectl");
  }
}
