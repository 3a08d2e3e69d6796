package io.gantry.resource.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A redis-server of the cluster's own, beside the JVM and outliving it.
 *
 * <pre>
 *   nothing runs ──start──► running ──kill -9 of the JVM──► running, unattended
 *                              ▲ └──stop──► nothing runs          │
 *                              └────────── start (adopts) ────────┘
 * </pre>
 *
 * While this object is started it restarts a server that died. What it adopts must be the server of
 * this very directory: the pid file's process answers under the directory's password and calls
 * itself by that pid; a number alone may be anybody's by now.
 */
public final class RedisProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisProcess.class);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration SUPERVISE = Duration.ofMillis(250);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  /**
   * @param executable {@code redis-server}, as a path or looked for in PATH
   * @param directory data, configuration, log and pid file; made if missing
   * @param port on loopback; 0 to choose a free one, which stays this directory's
   * @param readyWithin how long loading may take
   */
  public record Settings(String executable, Path directory, int port, Duration readyWithin) {}

  /** The server cannot be had; the message says why, for the user. */
  public static final class RedisStartException extends Exception {
    private static final long serialVersionUID = 1L;

    RedisStartException(String message) {
      super(message);
    }
  }

  private final Settings settings;
  private final RedisDirectory files;
  private volatile boolean stopping;
  private volatile ProcessHandle process;
  private volatile boolean adopted;
  private volatile Thread supervisor;

  public RedisProcess(Settings settings) {
    this.settings = settings;
    this.files = new RedisDirectory(settings.directory());
  }

  /**
   * Takes over the directory's running server, or starts one; returns when it serves.
   *
   * @throws RedisStartException in words for the user
   */
  public void start() throws RedisStartException {
    stopping = false;
    startOrAdopt();
    supervisor = Thread.ofVirtual().name("redis-supervisor").start(this::supervise);
  }

  private synchronized void startOrAdopt() throws RedisStartException {
    if (stopping) {
      return;
    }
    try {
      files.prepare(settings.port());
      Optional<ProcessHandle> running = files.process();
      adopted = running.isPresent();
      if (running.isPresent()) {
        process = running.get();
        awaitReady();
        LOG.info("took over redis-server {} at {}", process.pid(), endpoint());
      } else {
        launch();
        LOG.info("started redis-server {} at {}", process.pid(), endpoint());
      }
    } catch (IOException e) {
      throw new RedisStartException("Redis's files cannot be written: " + e);
    }
  }

  /** True when the last start found the server running. */
  public boolean adopted() {
    return adopted;
  }

  public RedisEndpoint endpoint() {
    return files.endpoint();
  }

  public long pid() {
    return process.pid();
  }

  private void launch() throws IOException, RedisStartException {
    files.forgetProcess();
    if (!files.isPortFree()) {
      throw new RedisStartException(
          "port "
              + endpoint().port()
              + " on "
              + endpoint().host()
              + " is taken by another process, Redis cannot listen there");
    }
    Process starter =
        new ProcessBuilder(settings.executable(), files.configuration().toString())
            .directory(settings.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(files.startLog().toFile())
            .start();
    // It puts itself into the background: neither the terminal nor this JVM takes it along.
    try {
      if (!starter.waitFor(settings.readyWithin().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RedisStartException("redis-server did not start: " + files.lastWords());
      }
      if (starter.exitValue() != 0) {
        throw new RedisStartException("redis-server did not start: " + files.lastWords());
      }
      process = awaitPid();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisStartException("interrupted while Redis was starting");
    }
    awaitReady();
  }

  private ProcessHandle awaitPid() throws IOException, RedisStartException, InterruptedException {
    long deadline = System.nanoTime() + settings.readyWithin().toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Long> pid = files.pid();
      if (pid.isPresent()) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid.get());
        if (handle.isPresent()) {
          return handle.get();
        }
        break;
      }
      Thread.sleep(POLL);
    }
    throw new RedisStartException("redis-server ended at once: " + files.lastWords());
  }

  /** Until it answers and has loaded all its data, and says that it is the one. */
  private void awaitReady() throws RedisStartException {
    long deadline = System.nanoTime() + settings.readyWithin().toNanos();
    String last = "no answer";
    try (RedisProbe probe = new RedisProbe(endpoint())) {
      while (System.nanoTime() < deadline) {
        if (!isRunning()) {
          throw new RedisStartException("redis-server ended: " + files.lastWords());
        }
        RedisProbe.Answer answer = probe.ask();
        if (answer.pid() == process.pid()) {
          return;
        }
        if (answer.pid() != 0) {
          throw new RedisStartException(
              "port "
                  + endpoint().port()
                  + " is another Redis's (process "
                  + answer.pid()
                  + "), not the one of "
                  + settings.directory());
        }
        last = answer.failure();
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisStartException("interrupted while Redis was starting");
    }
    throw new RedisStartException(
        "redis-server was not ready within " + settings.readyWithin().toSeconds() + " s: " + last);
  }

  /** Starts the server again when it died; asks now and then, since it is no child of this JVM. */
  private void supervise() {
    try {
      while (!stopping) {
        Thread.sleep(SUPERVISE);
        if (isRunning() || stopping) {
          continue;
        }
        LOG.error("redis-server {} ended, starting it again: {}", pid(), files.lastWords());
        try {
          startOrAdopt();
        } catch (RedisStartException e) {
          LOG.error("{}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("redis-server is left alone");
    }
  }

  /** Leaves the server running; it is adopted by the next start. */
  public void abandon() {
    stopping = true;
    if (supervisor != null) {
      supervisor.interrupt();
    }
  }

  /** Ends the server; all that was acknowledged is on disk already. */
  @Override
  public synchronized void close() {
    abandon();
    if (process == null || !isRunning()) {
      return;
    }
    process.destroy();
    long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
    try {
      while (isRunning() && System.nanoTime() < deadline) {
        Thread.sleep(POLL);
      }
      if (isRunning()) {
        LOG.warn("redis-server {} does not end, it is killed", process.pid());
        process.destroyForcibly();
      }
      files.forgetProcess();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isRunning() {
    return process.isAlive() && !RedisDirectory.isZombie(process.pid());
  }

  /** Where a program is, as PATH says; empty when it is not there. */
  public static Optional<Path> find(String program, String pathVariable) {
    return List.of(pathVariable.split(java.io.File.pathSeparator)).stream()
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
