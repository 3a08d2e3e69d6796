package io.gantry.nodeagent.runtime;

/** The container exists but its program could not be started. */
public class StartFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartFailedException(String message) {
    super(message);
  }
}
