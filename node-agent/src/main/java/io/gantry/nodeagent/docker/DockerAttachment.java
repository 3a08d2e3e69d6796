package io.gantry.nodeagent.docker;

import io.gantry.nodeagent.runtime.OutputSink;
import io.gantry.nodeagent.runtime.RunningProcess;
import java.io.IOException;
import java.io.OutputStream;

/** A container's first process, attached to. Its end is the container's, not ours to report. */
final class DockerAttachment implements RunningProcess {
  private final DockerEngine engine;
  private final String containerId;
  private final boolean tty;
  private final HijackedConnection connection;

  DockerAttachment(
      DockerEngine engine, String containerId, boolean tty, HijackedConnection connection) {
    this.engine = engine;
    this.containerId = containerId;
    this.tty = tty;
    this.connection = connection;
  }

  @Override
  public OutputStream stdin() {
    return connection.stdin();
  }

  @Override
  public void copyOutput(OutputSink sink) throws IOException {
    connection.copyOutput(tty, sink);
  }

  @Override
  public void resize(int width, int height) {
    engine.callQuietly(
        client -> client.resizeContainerCmd(containerId).withSize(height, width).exec());
  }

  @Override
  public Exit awaitExit() {
    return new Exit.Code(0);
  }

  @Override
  public void close() {
    connection.close();
  }
}
