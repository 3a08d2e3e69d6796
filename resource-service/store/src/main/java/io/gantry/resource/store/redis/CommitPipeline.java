package io.gantry.resource.store.redis;

import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome;
import io.gantry.resource.store.redis.RedisLink.NoAnswerException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Group commit: while some commits are under way, those that come meanwhile gather and go together,
 * in one call of one function, with one fsync. A lone commit waits for nobody.
 *
 * <p>This is only a first try. When something goes wrong here, the caller asks again by itself,
 * under the same operation id.
 */
final class CommitPipeline implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(500);

  /** What comes meanwhile makes the next group bigger: fewer calls, fewer fsyncs. */
  private static final int UNDER_WAY = 1;

  /** Redis serves nobody else meanwhile: some milliseconds. */
  private static final int MOST_COMMITS = 64;

  private static final int MOST_BYTES = 1 << 20;

  /** A commit on its way; waits without a timer, which would cost more than all the rest. */
  private static final class Entry {
    private final long since = System.nanoTime();
    private final Commit commit;
    private final CommitArguments arguments;
    private final CompletableFuture<CommitOutcome> answer = new CompletableFuture<>();

    private Entry(Commit commit, CommitArguments arguments) {
      this.commit = commit;
      this.arguments = arguments;
    }
  }

  /** Commits that went together; it ends once, by its answer or by being given up. */
  private static final class Group {
    private final List<Entry> entries = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    void fail(NoAnswerException why) {
      entries.forEach(entry -> entry.answer.completeExceptionally(why));
    }
  }

  /** Reads the reply of one call, on the connection's thread, before any caller goes on. */
  interface Reader {
    /**
     * The outcome of each, null where nothing happened and nothing can happen any more; short when
     * the function stopped before the last.
     */
    List<CommitOutcome> read(List<Commit> commits, List<Object> reply);
  }

  private final RedisLink link;
  private final FunctionLibrary library;
  private final byte[][] keys;
  private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
  private final Set<Group> underWay = ConcurrentHashMap.newKeySet();
  private final Semaphore free = new Semaphore(UNDER_WAY);
  private final LongSupplier notAfter;
  private final Reader reader;
  private Thread watcher;

  /**
   * @param keys of the commit function
   * @param notAfter until when, by Redis's clock, what is sent now may happen
   */
  CommitPipeline(
      RedisLink link,
      FunctionLibrary library,
      byte[][] keys,
      LongSupplier notAfter,
      Reader reader) {
    this.link = link;
    this.library = library;
    this.keys = keys;
    this.notAfter = notAfter;
    this.reader = reader;
  }

  /**
   * Waits for the answer.
   *
   * @return null when nothing happened, and nothing of it can happen any more
   * @throws NoAnswerException it is to be asked again; whether it was sent tells whether it may
   *     have happened already
   */
  CommitOutcome ask(Commit commit, CommitArguments arguments) throws NoAnswerException {
    Entry entry = new Entry(commit, arguments);
    try {
      link.open();
      waiting.add(entry);
      sendWaiting();
      return entry.answer.get();
    } catch (ExecutionException e) {
      throw (NoAnswerException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("interrupted", e, true);
    } finally {
      // Not to be sent any more, if it still waits.
      entry.answer.cancel(false);
    }
  }

  /** Begins to look after answers that don't come. */
  void start() {
    watcher = Thread.ofVirtual().name("commit-watcher").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        long limit = System.nanoTime() - ANSWER.toNanos();
        if (underWay.stream().anyMatch(group -> group.entries.getFirst().since - limit < 0)
            || (waiting.peek() instanceof Entry oldest && oldest.since - limit < 0)) {
          giveUp();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the connection, so that nothing on it takes effect much later. */
  private void giveUp() {
    link.reset();
    for (Group group : underWay) {
      if (end(group)) {
        group.fail(new NoAnswerException("no answer from Redis in time", null, true));
      }
    }
    NoAnswerException unsent = new NoAnswerException("Redis was busy for too long", null, false);
    for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
      entry.answer.completeExceptionally(unsent);
    }
  }

  private boolean end(Group group) {
    if (!group.ended.compareAndSet(false, true)) {
      return false;
    }
    underWay.remove(group);
    free.release();
    return true;
  }

  /**
   * Called after each arrival and after each answer: an entry that finds both places taken is sent
   * by whoever frees one.
   */
  private void sendWaiting() {
    while (!waiting.isEmpty() && free.tryAcquire()) {
      Group group = group();
      if (group.entries.isEmpty()) {
        free.release();
      } else {
        underWay.add(group);
        send(group);
      }
    }
  }

  private Group group() {
    Group group = new Group();
    int bytes = 0;
    while (group.entries.size() < MOST_COMMITS && bytes < MOST_BYTES) {
      Entry entry = waiting.poll();
      if (entry == null) {
        break;
      }
      if (!entry.answer.isDone()) {
        group.entries.add(entry);
        bytes += entry.arguments.bytes();
      }
    }
    return group;
  }

  private void send(Group group) {
    byte[][] arguments =
        CommitArguments.together(
            notAfter.getAsLong(), group.entries.stream().map(entry -> entry.arguments).toList());
    try {
      link.<List<Object>>send(
              commands -> commands.fcall(library.commit(), ScriptOutputType.MULTI, keys, arguments))
          .whenComplete(
              (replies, failure) -> {
                if (end(group)) {
                  // Redis need not wait until these answers have been passed on.
                  sendWaiting();
                  settle(group, replies, failure);
                }
              });
    } catch (NoAnswerException e) {
      if (end(group)) {
        group.fail(e);
      }
    }
  }

  private void settle(Group group, List<Object> reply, Throwable failure) {
    List<Entry> entries = group.entries;
    if (failure != null) {
      link.reset();
      // Redis's own refusal is of the whole call: it had no effect.
      group.fail(
          new NoAnswerException(
              RedisLink.reason(failure),
              failure,
              !(failure instanceof RedisCommandExecutionException)));
      return;
    }
    try {
      List<CommitOutcome> outcomes =
          reader.read(entries.stream().map(entry -> entry.commit).toList(), reply);
      for (int i = 0; i < outcomes.size(); i++) {
        entries.get(i).answer.complete(outcomes.get(i));
      }
      // Those behind the last were not tried; the others have their answer.
      group.fail(new NoAnswerException("another commit stopped this one", null, false));
    } catch (RuntimeException e) {
      group.fail(new NoAnswerException(RedisLink.reason(e), e, true));
    }
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.interrupt();
    }
    link.close();
    giveUp();
  }
}
