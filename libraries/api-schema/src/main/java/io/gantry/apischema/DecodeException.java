package io.gantry.apischema;

/**
 * A body that cannot be read as its kind; the message is what follows {@code Pod in version "v1"
 * cannot be handled as a Pod: } in Kubernetes' answer.
 */
public class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String conversion;

  public DecodeException(String message) {
    this(message, message);
  }

  /**
   * @param conversion see {@link #conversion}
   */
  public DecodeException(String message, String conversion) {
    super(message);
    this.conversion = conversion;
  }

  /**
   * The same in the words of what makes objects of trees that have been read already (apimachinery,
   * {@code runtime/converter}): strategic patches and applied configurations come to be that way.
   */
  public String conversion() {
    return conversion;
  }
}
