package io.gantry.resource.store.redis;

import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome;
import io.gantry.resource.store.redis.RedisLink.NoAnswerException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Group commit: while some commits are under way, those that come meanwhile gather and go together,
 * in one call of one function, with one fsync. A lone commit waits for nobody.
 *
 * <p>This is only a first try. Whatever goes wrong here, the outcome is unknown and the caller asks
 * again by itself, under the same operation id.
 */
final class CommitPipeline implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** One that Redis works on, one that is on its way there. */
  private static final int UNDER_WAY = 2;

  /** Redis serves nobody else meanwhile: some milliseconds. */
  private static final int MOST_COMMITS = 64;

  private static final int MOST_BYTES = 1 << 20;

  /** A commit on its way. */
  private static final class Entry {
    private final Commit commit;
    private final byte[] operationKey;
    private final byte[][] arguments;
    private final int bytes;
    private final CompletableFuture<CommitOutcome> answer = new CompletableFuture<>();

    private Entry(Commit commit, byte[] operationKey, byte[][] arguments) {
      this.commit = commit;
      this.operationKey = operationKey;
      this.arguments = arguments;
      int sum = 0;
      for (byte[] argument : arguments) {
        sum += argument.length;
      }
      this.bytes = sum;
    }
  }

  /** What the commit function said to a commit. */
  record Answered(Commit commit, List<Object> reply) {}

  /** Reads the answers of one call, on the connection's thread, before any caller goes on. */
  interface Reader {
    /** The outcome of each, null where it is not known. */
    List<CommitOutcome> read(List<Answered> answers);
  }

  private final RedisLink link;
  private final FunctionLibrary library;
  private final byte[][] keys;
  private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
  private final Semaphore free = new Semaphore(UNDER_WAY);
  private final Reader reader;

  /**
   * @param keys state, log, objects
   */
  CommitPipeline(RedisLink link, FunctionLibrary library, byte[][] keys, Reader reader) {
    this.link = link;
    this.library = library;
    this.keys = keys;
    this.reader = reader;
  }

  /**
   * Waits for the answer.
   *
   * @return null when it is not known what happened
   */
  CommitOutcome ask(Commit commit, byte[] operationKey, byte[][] arguments) {
    Entry entry = new Entry(commit, operationKey, arguments);
    try {
      link.open();
      waiting.add(entry);
      sendWaiting();
      return entry.answer.get(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
    } catch (NoAnswerException | ExecutionException e) {
      return null;
    } catch (TimeoutException e) {
      link.reset();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      // Not to be sent any more, if it still waits.
      entry.answer.cancel(false);
    }
  }

  /**
   * Called after each arrival and after each answer: an entry that finds both places taken is sent
   * by whoever frees one.
   */
  private void sendWaiting() {
    while (!waiting.isEmpty() && free.tryAcquire()) {
      List<Entry> group = group();
      if (group.isEmpty()) {
        free.release();
      } else {
        send(group);
      }
    }
  }

  private List<Entry> group() {
    List<Entry> group = new ArrayList<>();
    int bytes = 0;
    while (group.size() < MOST_COMMITS && bytes < MOST_BYTES) {
      Entry entry = waiting.poll();
      if (entry == null) {
        break;
      }
      if (!entry.answer.isDone()) {
        group.add(entry);
        bytes += entry.bytes;
      }
    }
    return group;
  }

  private void send(List<Entry> group) {
    List<byte[]> allKeys = new ArrayList<>(List.of(keys));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(number(group.size()));
    for (Entry entry : group) {
      allKeys.add(entry.operationKey);
      arguments.add(number(entry.arguments.length));
      arguments.addAll(List.of(entry.arguments));
    }
    try {
      link.<List<Object>>send(
              commands ->
                  commands.fcall(
                      library.commitAll(),
                      ScriptOutputType.MULTI,
                      allKeys.toArray(byte[][]::new),
                      arguments.toArray(byte[][]::new)))
          .whenComplete(
              (replies, failure) -> {
                free.release();
                // Redis need not wait until these answers have been passed on.
                sendWaiting();
                settle(group, replies, failure);
              });
    } catch (NoAnswerException e) {
      free.release();
      settle(group, null, e);
    }
  }

  @SuppressWarnings("unchecked")
  private void settle(List<Entry> group, List<Object> replies, Throwable failure) {
    if (failure != null || replies.size() != group.size()) {
      link.reset();
      Throwable why = failure != null ? failure : new IllegalStateException("answers are missing");
      group.forEach(entry -> entry.answer.completeExceptionally(why));
      return;
    }
    List<Answered> answers = new ArrayList<>(group.size());
    for (int i = 0; i < group.size(); i++) {
      answers.add(new Answered(group.get(i).commit, (List<Object>) replies.get(i)));
    }
    try {
      List<CommitOutcome> outcomes = reader.read(answers);
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer.complete(outcomes.get(i));
      }
    } catch (RuntimeException e) {
      group.forEach(entry -> entry.answer.completeExceptionally(e));
    }
  }

  private static byte[] number(long value) {
    return StoredCodec.utf8(Long.toString(value));
  }

  @Override
  public void close() {
    link.close();
  }
}
