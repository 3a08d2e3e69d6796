package io.gantry.nodeagent.runtime;

/** The engine answered with an error; the message is the engine's own. */
public class RuntimeRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  public RuntimeRefusedException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The engine's HTTP status. */
  public int code() {
    return code;
  }
}
