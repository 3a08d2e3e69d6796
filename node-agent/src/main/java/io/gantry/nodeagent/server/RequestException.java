package io.gantry.nodeagent.server;

/** A request that is answered with an error, as plain text. */
final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  RequestException(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }
}
