package io.gantry.nodeagent.containers;

/** A container cannot be made from its specification now; the message is Kubernetes' own. */
public class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
