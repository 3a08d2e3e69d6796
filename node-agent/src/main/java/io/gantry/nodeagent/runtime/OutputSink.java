package io.gantry.nodeagent.runtime;

import java.io.IOException;

/** Takes a program's output; throwing ends the stream. */
public interface OutputSink {
  void stdout(byte[] bytes) throws IOException;

  void stderr(byte[] bytes) throws IOException;
}
