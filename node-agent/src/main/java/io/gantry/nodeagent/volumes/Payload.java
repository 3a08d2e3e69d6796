package io.gantry.nodeagent.volumes;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The files of a volume by their paths in it. */
final class Payload {
  private final Map<String, Entry> files = new TreeMap<>();

  /**
   * @param mode permission bits
   * @param owner -1 for root
   */
  record Entry(byte[] content, int mode, long owner) {
    boolean same(Entry other) {
      return other != null
          && mode == other.mode
          && owner == other.owner
          && Arrays.equals(content, other.content);
    }
  }

  void put(String path, byte[] content, int mode) {
    files.put(path, new Entry(content, mode, -1));
  }

  void put(String path, byte[] content, int mode, long owner) {
    files.put(path, new Entry(content, mode, owner));
  }

  Map<String, Entry> files() {
    return files;
  }
}
