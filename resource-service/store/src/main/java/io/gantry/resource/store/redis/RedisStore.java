package io.gantry.resource.store.redis;

import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome;
import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.redis.RedisLink.NoAnswerException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The store in Redis: one function commits, a stream is the change log, two hashes hold all
 * objects. See DESIGN.md for the invariants.
 */
public final class RedisStore implements ObjectStore {
  /** How long after its first try a commit may still take effect, by Redis's clock. */
  private static final Duration STRAGGLER = Duration.ofSeconds(30);

  private final RedisSettings settings;
  private final FunctionLibrary library = FunctionLibrary.load();
  private final RedisLinks links;
  private final RedisLog log;
  private final LogTrimmer trimmer;
  private final byte[] state;
  private final byte[] stream;
  private final byte[] heads;
  private final byte[] bodies;
  private final byte[][] keys;
  private final CommitPipeline pipeline;
  private volatile CommitListener listener = commits -> {};

  /**
   * Connects to nothing yet.
   *
   * @param factory of {@link RedisConnections#open}; not closed by this store
   */
  public RedisStore(LettuceConnectionFactory factory, RedisSettings settings) {
    this.settings = settings;
    this.links = new RedisLinks(factory, settings, library);
    this.state = StoredCodec.utf8(settings.key("state"));
    this.stream = StoredCodec.utf8(settings.key("log"));
    this.heads = StoredCodec.utf8(settings.key("heads"));
    this.bodies = StoredCodec.utf8(settings.key("bodies"));
    this.keys = new byte[][] {state, stream, heads, bodies, StoredCodec.utf8(settings.key("ops:"))};
    this.log = new RedisLog(links, settings, state, stream);
    this.trimmer = new LogTrimmer(this::trim);
    this.pipeline =
        new CommitPipeline(links.another(), library, keys, this::notAfter, this::outcomes);
  }

  /**
   * Waits for Redis and begins to look after the log's bounds.
   *
   * @throws StoreUnavailableException Redis did not answer within the time
   */
  public void start(Duration within) {
    links.connect(within);
    trimmer.start();
    pipeline.start();
  }

  @Override
  public void listen(CommitListener listener) {
    this.listener = listener;
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    try {
      CommitOutcome first = pipeline.ask(commit, CommitArguments.of(commit));
      return first != null ? first : commitAlone(commit);
    } catch (NoAnswerException e) {
      return commitAgain(commit, e.isSent());
    }
  }

  private long notAfter() {
    return links.clockMillis() + STRAGGLER.toMillis();
  }

  /**
   * @param sent the first try may have happened, so that a failure to ask is no proof that nothing
   *     did
   */
  private CommitOutcome commitAgain(Commit commit, boolean sent) {
    try {
      return commitAlone(commit);
    } catch (OutcomeUnknownException e) {
      throw e;
    } catch (StoreUnavailableException e) {
      throw sent ? new OutcomeUnknownException(e.getMessage(), e) : e;
    }
  }

  /** Until the outcome is known. The operation id tells what became of earlier tries. */
  private CommitOutcome commitAlone(Commit commit) {
    while (true) {
      byte[][] arguments =
          CommitArguments.together(notAfter(), List.of(CommitArguments.of(commit)));
      List<Object> reply =
          links.ask(
              commands -> commands.fcall(library.commit(), ScriptOutputType.MULTI, keys, arguments),
              settings.commitWithin());
      CommitOutcome outcome = outcome(commit, reply.get(1));
      if (outcome != null) {
        return outcome;
      }
    }
  }

  private List<CommitOutcome> outcomes(List<Commit> commits, List<Object> reply) {
    trimmer.see(number(reply.getFirst()), settings.log().bytes());
    List<CommitOutcome> outcomes = new ArrayList<>(commits.size());
    List<Settled> settled = new ArrayList<>(commits.size());
    for (int i = 0; i + 1 < reply.size() && !isError(reply.get(i + 1)); i++) {
      CommitOutcome outcome = outcome(commits.get(i), reply.get(i + 1));
      outcomes.add(outcome);
      if (outcome instanceof CommitOutcome.Committed committed) {
        settled.add(new Settled(commits.get(i), committed));
      }
    }
    listener.committed(settled);
    return outcomes;
  }

  private static boolean isError(Object reply) {
    return reply instanceof List<?> parts && StoredCodec.text(parts.getFirst()).equals("E");
  }

  /** Null when nothing happened, and nothing of it can happen any more: Redis's clock jumped. */
  private CommitOutcome outcome(Commit commit, Object reply) {
    if (!(reply instanceof List<?> parts)) {
      return committed(commit, Long.parseLong(StoredCodec.text(reply).substring(1)));
    }
    return switch (StoredCodec.text(parts.getFirst())) {
      case "R" -> {
        Commit.Guard guard = commit.guards().get((int) number(parts.get(1)));
        yield new CommitOutcome.Refused(
            guard,
            parts.size() == 2
                ? null
                : StoredCodec.object(guard.key(), (byte[]) parts.get(2), (byte[]) parts.get(3)));
      }
      case "L" -> {
        links.setClock(number(parts.get(1)));
        yield null;
      }
      default ->
          throw new StoreUnavailableException(
              "Redis does not take it: " + StoredCodec.text(parts.get(1)), null);
    };
  }

  private static CommitOutcome committed(Commit commit, long revision) {
    List<ResourceObject> written = new ArrayList<>(commit.writes().size());
    for (Commit.Write write : commit.writes()) {
      written.add(
          switch (write) {
            case Commit.Write.Put put -> put.draft().at(revision);
            case Commit.Write.Remove remove -> remove.lastState().at(revision);
          });
    }
    return new CommitOutcome.Committed(revision, List.copyOf(written));
  }

  @Override
  public long revision() {
    return log.revision();
  }

  @Override
  public List<LogEntry> readLog(long after, int maxEntries, Duration wait) throws LogGapException {
    return log.read(after, maxEntries, wait);
  }

  @Override
  public long logStart() {
    return log.start();
  }

  @Override
  public Snapshot snapshot() {
    return new SnapshotReader(links, settings, log, new SnapshotReader.Keys(state, heads, bodies))
        .read();
  }

  @Override
  public void newEpoch(long above) {
    String epoch = UUID.randomUUID().toString();
    byte[][] both = {state, stream};
    byte[][] arguments = {StoredCodec.utf8(Long.toString(above)), StoredCodec.utf8(epoch)};
    links.<Object>ask(
        commands -> commands.fcall(library.newEpoch(), ScriptOutputType.VALUE, both, arguments),
        settings.commitWithin());
  }

  /** One step of trimming; true when there may be more to do. */
  private boolean trim() {
    int step = 500;
    byte[][] both = {state, stream};
    byte[][] arguments = {
      StoredCodec.utf8(Long.toString(settings.log().age().toMillis())),
      StoredCodec.utf8(Long.toString(settings.log().bytes())),
      StoredCodec.utf8(Integer.toString(step))
    };
    List<Object> reply =
        links.ask(
            commands -> commands.fcall(library.trim(), ScriptOutputType.MULTI, both, arguments),
            settings.readWithin());
    return number(reply.getFirst()) == step;
  }

  static long number(Object printed) {
    return Long.parseLong(StoredCodec.text(printed));
  }

  @Override
  public void close() {
    trimmer.stop();
    pipeline.close();
    links.close();
  }
}
