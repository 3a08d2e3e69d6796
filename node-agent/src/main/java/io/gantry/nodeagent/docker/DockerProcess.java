package io.gantry.nodeagent.docker;

import com.github.dockerjava.api.command.InspectExecResponse;
import io.gantry.nodeagent.runtime.OutputSink;
import io.gantry.nodeagent.runtime.RunningProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A program begun by exec. */
final class DockerProcess implements RunningProcess {
  private static final int CANNOT_EXECUTE = 126;
  private static final int NOT_FOUND = 127;
  private static final int LOOKS = 4;
  private static final long LOOK_MILLIS = 5;

  private final DockerEngine engine;
  private final String execId;
  private final boolean tty;
  private final HijackedConnection connection;
  private final ByteArrayOutputStream refusal = new ByteArrayOutputStream();

  DockerProcess(DockerEngine engine, String execId, boolean tty, HijackedConnection connection) {
    this.engine = engine;
    this.execId = execId;
    this.tty = tty;
    this.connection = connection;
  }

  @Override
  public OutputStream stdin() {
    return connection.stdin();
  }

  /**
   * Docker writes its own error into the program's output when there is no such program. Such an
   * exec never had a process: one look at the first output tells, and the error is kept apart.
   */
  @Override
  public void copyOutput(OutputSink sink) throws IOException {
    if (tty) {
      copyUnlessRefused(sink);
      return;
    }
    DiagnosticsFirst ordered = new DiagnosticsFirst(sink, DiagnosticsFirst.PATIENCE);
    copyUnlessRefused(ordered);
    ordered.end();
  }

  private void copyUnlessRefused(OutputSink sink) throws IOException {
    connection.copyOutput(
        tty,
        new OutputSink() {
          private Boolean ran;

          @Override
          public void stdout(byte[] bytes) throws IOException {
            if (ran()) {
              sink.stdout(bytes);
            } else {
              refusal.writeBytes(bytes);
            }
          }

          @Override
          public void stderr(byte[] bytes) throws IOException {
            if (ran()) {
              sink.stderr(bytes);
            } else {
              refusal.writeBytes(bytes);
            }
          }

          private boolean ran() throws IOException {
            if (ran == null) {
              ran = begun();
            }
            return ran;
          }
        });
  }

  /**
   * Whether there is, or was, a process. Its output may come before the engine has noted its
   * number: 1. the program writes, 2. we see no process, 3. the engine notes it. So no process
   * counts only when the exec has ended as one that could not begin, and stays so.
   */
  private boolean begun() throws IOException {
    for (int refused = 0; refused < LOOKS; ) {
      InspectExecResponse seen = inspect();
      if (seen.getPidLong() != null && seen.getPidLong() != 0) {
        return true;
      }
      if (!Boolean.TRUE.equals(seen.isRunning())) {
        Long code = seen.getExitCodeLong();
        if (code == null || code != CANNOT_EXECUTE && code != NOT_FOUND) {
          return true;
        }
        refused++;
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    return false;
  }

  @Override
  public void resize(int width, int height) {
    engine.callQuietly(client -> client.resizeExecCmd(execId).withSize(height, width).exec());
  }

  @Override
  public Exit awaitExit() throws InterruptedException {
    InspectExecResponse seen = inspect();
    // The end of the output precedes the end of the program by a moment, or by longer when it
    // closed its streams itself.
    for (long pause = 1; Boolean.TRUE.equals(seen.isRunning()); pause = Math.min(pause * 2, 200)) {
      Thread.sleep(pause);
      seen = inspect();
    }
    if (refusal.size() > 0) {
      return new Exit.NotStarted(refusal.toString(StandardCharsets.UTF_8).trim());
    }
    Long code = seen.getExitCodeLong();
    return new Exit.Code(code == null ? 0 : code.intValue());
  }

  private InspectExecResponse inspect() {
    return engine.call(client -> client.inspectExecCmd(execId).exec());
  }

  @Override
  public void close() {
    connection.close();
  }
}
