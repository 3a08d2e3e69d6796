package io.gantry.nodeagent.volumes;

/** A volume cannot be provided now; the message goes into a FailedMount event. */
public class VolumeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String volume;

  public VolumeException(String volume, String message) {
    super(message);
    this.volume = volume;
  }

  public String volume() {
    return volume;
  }
}
