package io.gantry.resource.relay;

import io.gantry.changefeed.kafka.ChangeRecord;
import java.util.List;

/**
 * Writes to the change topics, alone: of all writers of one cluster only the one that claimed last
 * can write.
 */
public interface TopicWriter {
  /**
   * Becomes the writer: any other is fenced, and its unfinished transaction undone, when this
   * returns.
   */
  void claim();

  /**
   * Writes all records and the new position in one transaction: consumers see all or nothing.
   *
   * @throws FencedException another one claimed; nothing was written
   */
  void write(List<ChangeRecord> records, RelayPosition position) throws FencedException;

  /** Another writer took over. */
  class FencedException extends Exception {
    private static final long serialVersionUID = 1L;

    public FencedException(Throwable cause) {
      super("another relay took over", cause);
    }
  }
}
