package io.gantry.controlruntime;

/**
 * Tells users what happened to an object, as an Event. Never blocks and never fails: an event that
 * cannot be stored is dropped and counted.
 */
public interface EventRecorder {
  enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /**
   * @param reason one word in CamelCase, for machines
   * @param message for people; the same again is counted, not stored anew
   */
  void record(ObjectReference about, Type type, String reason, String message);

  default void normal(ObjectReference about, String reason, String message) {
    record(about, Type.NORMAL, reason, message);
  }

  default void warning(ObjectReference about, String reason, String message) {
    record(about, Type.WARNING, reason, message);
  }
}
