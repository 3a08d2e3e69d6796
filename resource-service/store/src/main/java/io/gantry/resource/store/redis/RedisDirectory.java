package io.gantry.resource.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The files of a redis-server: its configuration (with port and password, readable by its owner
 * alone), pid file, log and data.
 */
final class RedisDirectory {
  private static final String HOST = "127.0.0.1";
  private static final int LAST_LINES = 5;

  private final Path directory;

  RedisDirectory(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  Path configuration() {
    return directory.resolve("redis.conf");
  }

  Path startLog() {
    return directory.resolve("start.log");
  }

  private Path pidFile() {
    return directory.resolve("redis.pid");
  }

  private Path log() {
    return directory.resolve("redis.log");
  }

  /** Writes the configuration unless it is there; port and password are chosen once. */
  void prepare(int port) throws IOException {
    Files.createDirectories(directory);
    if (Files.exists(configuration())) {
      String configured = option("port");
      if (port == 0 || configured.equals(Integer.toString(port)) || process().isPresent()) {
        return;
      }
    }
    String password =
        Files.exists(configuration()) ? option("requirepass") : HexFormat.of().formatHex(random());
    Path draft = directory.resolve("redis.conf.new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text(port == 0 ? freePort() : port, password));
    Files.move(draft, configuration(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * {@code appendfsync always}: an answered write is on disk. {@code noeviction}: Redis refuses
   * rather than forgets.
   */
  private String text(int port, String password) {
    return String.join(
        "\n",
        "# Written by Gantry once; later starts keep port and password.",
        "bind " + HOST,
        "port " + port,
        "requirepass " + password,
        "daemonize yes",
        "dir \"" + directory + "\"",
        "pidfile \"" + pidFile() + "\"",
        "logfile \"" + log() + "\"",
        "databases 1",
        "appendonly yes",
        "appendfsync always",
        // Rewrites take the processor from commits: fewer of them, and without compression.
        "auto-aof-rewrite-min-size 128mb",
        "rdbcompression no",
        "save \"\"",
        "maxmemory-policy noeviction",
        "tcp-keepalive 60",
        "");
  }

  private static byte[] random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  boolean isPortFree() {
    try (ServerSocket socket =
        new ServerSocket(endpoint().port(), 1, InetAddress.getByName(HOST))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Ended, but not yet collected by its parent: the JDK calls that alive. */
  static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  RedisEndpoint endpoint() {
    return new RedisEndpoint(HOST, Integer.parseInt(option("port")), option("requirepass"));
  }

  private String option(String name) {
    try {
      for (String line : Files.readAllLines(configuration())) {
        if (line.startsWith(name + " ")) {
          return line.substring(name.length() + 1).trim();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(configuration() + " says no " + name);
  }

  Optional<Long> pid() throws IOException {
    if (!Files.exists(pidFile())) {
      return Optional.empty();
    }
    String text = Files.readString(pidFile()).trim();
    return text.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(text));
  }

  /** The pid file's process, if it lives and works in this directory. */
  Optional<ProcessHandle> process() throws IOException {
    Optional<Long> pid = pid();
    if (pid.isEmpty()) {
      return Optional.empty();
    }
    return ProcessHandle.of(pid.get())
        .filter(handle -> worksHere(handle.pid()) && !isZombie(handle.pid()));
  }

  private boolean worksHere(long pid) {
    Path cwd = Path.of("/proc", Long.toString(pid), "cwd");
    try {
      return !Files.exists(cwd) || cwd.toRealPath().equals(directory.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  void forgetProcess() throws IOException {
    Files.deleteIfExists(pidFile());
  }

  /** The end of what the server wrote, for messages. */
  String lastWords() {
    StringBuilder words = new StringBuilder();
    for (Path file : List.of(startLog(), log())) {
      try {
        if (Files.exists(file)) {
          List<String> lines = Files.readAllLines(file);
          lines
              .subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
              .forEach(line -> words.append(line).append("; "));
        }
      } catch (IOException e) {
        words.append(e);
      }
    }
    return words.isEmpty() ? "it said nothing" : words.toString();
  }
}
