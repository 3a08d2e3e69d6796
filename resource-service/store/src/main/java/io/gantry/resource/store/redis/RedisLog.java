package io.gantry.resource.store.redis;

import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.ObjectStore.LogGapException;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the change log. Revisions are consecutive, so every hole shows: Redis itself would go on
 * behind a trimmed part without a word.
 */
final class RedisLog {
  private final RedisLinks links;
  private final RedisSettings settings;
  private final byte[] state;
  private final byte[] stream;

  RedisLog(RedisLinks links, RedisSettings settings, byte[] state, byte[] stream) {
    this.links = links;
    this.settings = settings;
    this.state = state;
    this.stream = stream;
  }

  long revision() {
    return RedisStore.number(
        links.ask(
            commands -> commands.hget(state, StoredCodec.utf8("revision")), settings.readWithin()));
  }

  long start() {
    List<LogEntry> first = range(0, 1);
    return first.isEmpty() ? revision() : first.getFirst().revision() - 1;
  }

  List<LogEntry> read(long after, int maxEntries, Duration wait) throws LogGapException {
    List<LogEntry> entries = range(after, maxEntries);
    if (entries.isEmpty()) {
      long newest = revision();
      if (newest < after) {
        throw new LogGapException("the store stands at " + newest + ", before " + after);
      }
      if (newest > after) {
        // Committed since, or trimmed away: the second look tells.
        entries = range(after, maxEntries);
        if (entries.isEmpty()) {
          throw new LogGapException("the log begins after " + newest);
        }
      } else if (wait.isPositive()) {
        entries = await(after, maxEntries, wait);
      }
    }
    return withoutHole(after, entries);
  }

  private static List<LogEntry> withoutHole(long after, List<LogEntry> entries)
      throws LogGapException {
    long expected = after + 1;
    for (LogEntry entry : entries) {
      if (entry.revision() != expected) {
        throw new LogGapException(
            "entry " + expected + " is gone, the next is " + entry.revision());
      }
      expected++;
    }
    return entries;
  }

  private List<LogEntry> range(long after, int maxEntries) {
    List<Object> reply =
        links.ask(
            commands ->
                commands.dispatch(
                    CommandType.XRANGE,
                    new ArrayOutput<>(ByteArrayCodec.INSTANCE),
                    args()
                        .addKey(stream)
                        .add((after + 1) + "-0")
                        .add("+")
                        .add("COUNT")
                        .add(maxEntries)),
            settings.readWithin());
    return entries(reply);
  }

  /** Sleeps in Redis until there is an entry, or the time is up. */
  @SuppressWarnings("unchecked")
  private List<LogEntry> await(long after, int maxEntries, Duration wait) {
    XReadArgs options = XReadArgs.Builder.block(Math.max(1, wait.toMillis())).count(1);
    List<?> arrived =
        links.askBlocking(
            commands -> commands.xread(options, StreamOffset.from(stream, after + "-0")), wait);
    return arrived.isEmpty() ? List.of() : range(after, maxEntries);
  }

  private static CommandArgs<byte[], byte[]> args() {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE);
  }

  private static List<LogEntry> entries(List<?> raw) {
    List<LogEntry> entries = new ArrayList<>(raw.size());
    for (Object one : raw) {
      List<?> entry = (List<?>) one;
      entries.add(StoredCodec.entry((byte[]) entry.get(0), (List<?>) entry.get(1)));
    }
    return entries;
  }
}
