package io.gantry.nodeagent.runtime;

/** The engine does not answer. The outcome of the call is unknown. */
public class RuntimeGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RuntimeGoneException(String message, Throwable cause) {
    super(message, cause);
  }
}
