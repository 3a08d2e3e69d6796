package io.gantry.apimodel;

/** A request refused: carries the {@link ApiStatus} to answer with. */
public class StatusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ApiStatus status;

  public StatusException(ApiStatus status) {
    super(status.message());
    this.status = status;
  }

  public ApiStatus status() {
    return status;
  }

  public int code() {
    return status.code();
  }

  public boolean isNotFound() {
    return status.code() == 404;
  }

  /** An optimistic lock that was lost (409 with reason Conflict). */
  public boolean isConflict() {
    return status.code() == 409 && status.reason().equals("Conflict");
  }

  public boolean isAlreadyExists() {
    return status.code() == 409 && status.reason().equals("AlreadyExists");
  }
}
