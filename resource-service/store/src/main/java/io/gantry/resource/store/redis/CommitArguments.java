package io.gantry.resource.store.redis;

import io.gantry.resource.store.Commit;
import io.gantry.resource.store.Draft;
import java.util.ArrayList;
import java.util.List;

/**
 * A commit as arguments of the commit function.
 *
 * @param operation its id, which stands before the arguments of all commits of a call
 * @param rest its own arguments
 * @param bytes of all of these together
 */
record CommitArguments(byte[] operation, List<byte[]> rest, int bytes) {
  private static final byte[] NONE = StoredCodec.utf8("-");
  private static final byte[] ANY = StoredCodec.utf8("+");
  private static final byte[] PUT = StoredCodec.utf8("p");
  private static final byte[] DELETE = StoredCodec.utf8("d");

  static CommitArguments of(Commit commit) {
    List<byte[]> all = new ArrayList<>(3 + 2 * commit.guards().size() + 4 * commit.writes().size());
    all.add(StoredCodec.meta(commit.operationId(), commit.user()));
    all.add(number(commit.guards().size()));
    for (Commit.Guard guard : commit.guards()) {
      all.add(StoredCodec.field(guard.key()));
      all.add(
          switch (guard) {
            case Commit.Guard.Absent _ -> NONE;
            case Commit.Guard.Exists _ -> ANY;
            case Commit.Guard.HasRevision has -> number(has.revision());
          });
    }
    all.add(number(commit.writes().size()));
    for (Commit.Write write : commit.writes()) {
      all.add(write instanceof Commit.Write.Put ? PUT : DELETE);
      all.add(StoredCodec.field(write.key()));
      Draft draft =
          switch (write) {
            case Commit.Write.Put put -> put.draft();
            case Commit.Write.Remove remove -> remove.lastState();
          };
      all.add(StoredCodec.header(draft));
      all.add(draft.json());
    }
    int bytes = 0;
    for (byte[] one : all) {
      bytes += one.length;
    }
    return new CommitArguments(StoredCodec.utf8(commit.operationId()), all, bytes);
  }

  /**
   * The arguments of one call for several commits.
   *
   * @param notAfterMillis when nothing of it shall happen any more, by Redis's clock
   */
  static byte[][] together(long notAfterMillis, List<CommitArguments> commits) {
    int size = 2 + commits.size();
    for (CommitArguments commit : commits) {
      size += commit.rest.size();
    }
    byte[][] all = new byte[size][];
    int at = 0;
    all[at++] = number(notAfterMillis);
    all[at++] = number(commits.size());
    for (CommitArguments commit : commits) {
      all[at++] = commit.operation;
    }
    for (CommitArguments commit : commits) {
      for (byte[] one : commit.rest) {
        all[at++] = one;
      }
    }
    return all;
  }

  private static byte[] number(long value) {
    return StoredCodec.utf8(Long.toString(value));
  }
}
