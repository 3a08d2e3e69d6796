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
 * The store in Redis: one function commits, a stream is the change log, one hash holds all objects.
 * See DESIGN.md for the invariants.
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
  private final byte[] objects;
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
    this.objects = StoredCodec.utf8(settings.key("objects"));
    this.log = new RedisLog(links, settings, state, stream);
    this.trimmer = new LogTrimmer(this::trim);
    this.pipeline =
        new CommitPipeline(
            links.another(), library, new byte[][] {state, stream, objects}, this::outcomes);
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
    byte[] operation = operationKey(commit);
    long notAfter = links.clockMillis() + STRAGGLER.toMillis();
    try {
      CommitOutcome first = pipeline.ask(commit, operation, CommitArguments.of(commit, notAfter));
      return first != null ? first : commitAlone(commit, operation);
    } catch (NoAnswerException e) {
      return commitAgain(commit, operation, e.isSent());
    }
  }

  /**
   * @param sent the first try may have happened, so that a failure to ask is no proof that nothing
   *     did
   */
  private CommitOutcome commitAgain(Commit commit, byte[] operation, boolean sent) {
    try {
      return commitAlone(commit, operation);
    } catch (OutcomeUnknownException e) {
      throw e;
    } catch (StoreUnavailableException e) {
      throw sent ? new OutcomeUnknownException(e.getMessage(), e) : e;
    }
  }

  /** Until the outcome is known. The operation id tells what became of earlier tries. */
  private CommitOutcome commitAlone(Commit commit, byte[] operation) {
    byte[][] keys = {state, stream, objects, operation};
    while (true) {
      byte[][] arguments = CommitArguments.of(commit, links.clockMillis() + STRAGGLER.toMillis());
      CommitOutcome outcome =
          outcome(
              commit,
              links.ask(
                  commands ->
                      commands.fcall(library.commit(), ScriptOutputType.MULTI, keys, arguments),
                  settings.commitWithin()));
      if (outcome != null) {
        return outcome;
      }
    }
  }

  private List<CommitOutcome> outcomes(List<CommitPipeline.Answered> answers) {
    List<CommitOutcome> outcomes = new ArrayList<>(answers.size());
    List<Settled> settled = new ArrayList<>(answers.size());
    for (CommitPipeline.Answered answer : answers) {
      CommitOutcome outcome = outcome(answer.commit(), answer.reply());
      outcomes.add(outcome);
      if (outcome instanceof CommitOutcome.Committed committed) {
        settled.add(new Settled(answer.commit(), committed));
      }
    }
    listener.committed(settled);
    return outcomes;
  }

  /** Null when nothing happened, and nothing of it can happen any more: Redis's clock jumped. */
  private CommitOutcome outcome(Commit commit, List<Object> reply) {
    return switch (StoredCodec.text(reply.getFirst())) {
      case "C" -> {
        trimmer.see(number(reply.get(4)), settings.log().bytes());
        yield committed(commit, number(reply.get(1)));
      }
      case "R" -> refused(commit, (int) number(reply.get(1)), (byte[]) reply.get(2));
      default -> {
        links.setClock(number(reply.get(1)));
        yield null;
      }
    };
  }

  private byte[] operationKey(Commit commit) {
    return StoredCodec.utf8(settings.key("op:" + commit.operationId()));
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

  private static CommitOutcome refused(Commit commit, int index, byte[] value) {
    Commit.Guard guard = commit.guards().get(index);
    return new CommitOutcome.Refused(
        guard, value == null ? null : StoredCodec.object(guard.key(), value));
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
    return new SnapshotReader(links, settings, log, state, objects).read();
  }

  @Override
  public void newEpoch(long above) {
    String epoch = UUID.randomUUID().toString();
    byte[][] keys = {state, stream};
    byte[][] arguments = {StoredCodec.utf8(Long.toString(above)), StoredCodec.utf8(epoch)};
    links.<Object>ask(
        commands -> commands.fcall(library.newEpoch(), ScriptOutputType.VALUE, keys, arguments),
        settings.commitWithin());
  }

  /** One step of trimming; true when there may be more to do. */
  private boolean trim() {
    int step = 200;
    byte[][] keys = {state, stream};
    byte[][] arguments = {
      StoredCodec.utf8(Long.toString(settings.log().age().toMillis())),
      StoredCodec.utf8(Long.toString(settings.log().bytes())),
      StoredCodec.utf8(Integer.toString(step))
    };
    List<Object> reply =
        links.ask(
            commands -> commands.fcall(library.trim(), ScriptOutputType.MULTI, keys, arguments),
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
