package io.gantry.apischema;

/**
 * A body that cannot be read as its kind; the message is what follows {@code Pod in version "v1"
 * cannot be handled as a Pod: } in Kubernetes' answer.
 */
public class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  public DecodeException(String message) {
    super(message);
  }
}
