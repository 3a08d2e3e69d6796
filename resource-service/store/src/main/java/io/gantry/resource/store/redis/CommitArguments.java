package io.gantry.resource.store.redis;

import io.gantry.resource.store.Commit;
import java.util.ArrayList;
import java.util.List;

/** A commit as the arguments of the commit function. */
final class CommitArguments {
  private static final byte[] NONE = new byte[0];

  private CommitArguments() {}

  static byte[][] of(Commit commit, long notAfterMillis) {
    List<byte[]> all = new ArrayList<>();
    all.add(number(notAfterMillis));
    all.add(StoredCodec.meta(commit.operationId(), commit.user()));
    all.add(number(commit.guards().size()));
    for (Commit.Guard guard : commit.guards()) {
      String kind =
          switch (guard) {
            case Commit.Guard.Absent _ -> "a";
            case Commit.Guard.Exists _ -> "e";
            case Commit.Guard.HasRevision _ -> "r";
          };
      all.add(StoredCodec.utf8(kind));
      all.add(StoredCodec.field(guard.key()));
      all.add(guard instanceof Commit.Guard.HasRevision has ? number(has.revision()) : NONE);
    }
    all.add(number(commit.writes().size()));
    for (Commit.Write write : commit.writes()) {
      switch (write) {
        case Commit.Write.Put put -> {
          all.add(StoredCodec.utf8("p"));
          all.add(StoredCodec.field(put.key()));
          all.add(StoredCodec.payload(put.draft()));
        }
        case Commit.Write.Remove remove -> {
          all.add(StoredCodec.utf8("d"));
          all.add(StoredCodec.field(remove.key()));
          all.add(StoredCodec.payload(remove.lastState()));
        }
      }
    }
    return all.toArray(byte[][]::new);
  }

  private static byte[] number(long value) {
    return StoredCodec.utf8(Long.toString(value));
  }
}
