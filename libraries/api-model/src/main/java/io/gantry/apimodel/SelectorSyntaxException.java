package io.gantry.apimodel;

/** A selector that cannot be read; the message is Kubernetes' own. */
public class SelectorSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  public SelectorSyntaxException(String message) {
    super(message);
  }
}
