package io.gantry.nodeagent.runtime;

import java.io.IOException;
import java.io.OutputStream;

/** The streams of a program in a container; closing cuts them. */
public interface RunningProcess extends AutoCloseable {
  /** Closing it is the program's end of input. */
  OutputStream stdin();

  /** Copies output until the program ends it; call once. */
  void copyOutput(OutputSink sink) throws IOException;

  void resize(int width, int height);

  /** Waits until the program has ended; call after {@link #copyOutput} has returned. */
  Exit awaitExit() throws InterruptedException;

  @Override
  void close();

  /** How a program ended. */
  sealed interface Exit {
    record Code(int code) implements Exit {}

    /** It never ran; the engine's message says why. */
    record NotStarted(String message) implements Exit {}
  }
}
