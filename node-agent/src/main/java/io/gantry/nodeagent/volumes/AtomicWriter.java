package io.gantry.nodeagent.volumes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Replaces all files of a volume at once, as containers see it: files lie in a time-stamped folder,
 * {@code ..data} points to it, the visible names point through {@code ..data}; renaming a new
 * {@code ..data} over the old one is the one moment of change.
 */
final class AtomicWriter {
  private static final String DATA = "..data";
  private static final String NEXT = "..data_tmp";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.nnnnnnnnn").withZone(ZoneOffset.UTC);

  private final Path target;
  private final long group;

  /**
   * @param group owns the files too, and may read them; -1 for none
   */
  AtomicWriter(Path target, long group) {
    this.target = target;
    this.group = group;
  }

  /** Writes when anything differs; returns whether it did. */
  boolean write(Payload payload, Instant now) throws IOException {
    Files.createDirectories(target);
    Path current = current();
    if (current != null && same(current, payload)) {
      return false;
    }
    Path fresh = target.resolve(STAMP.format(now));
    Files.createDirectory(fresh);
    mode(fresh, group < 0 ? 0755 : 02755);
    for (Map.Entry<String, Payload.Entry> file : payload.files().entrySet()) {
      writeFile(fresh, file.getKey(), file.getValue());
    }
    Path next = target.resolve(NEXT);
    Files.deleteIfExists(next);
    Files.createSymbolicLink(next, fresh.getFileName());
    Files.move(
        next,
        target.resolve(DATA),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    links(payload);
    if (current != null && !current.equals(fresh)) {
      PodFiles.delete(current);
    }
    return true;
  }

  private Path current() throws IOException {
    Path data = target.resolve(DATA);
    return Files.isSymbolicLink(data) ? target.resolve(Files.readSymbolicLink(data)) : null;
  }

  private boolean same(Path current, Payload payload) throws IOException {
    Set<String> found = new HashSet<>();
    if (!Files.isDirectory(current)) {
      return false;
    }
    try (Stream<Path> walk = Files.walk(current)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = current.relativize(file).toString();
        Payload.Entry wanted = payload.files().get(name);
        if (wanted == null
            || !java.util.Arrays.equals(wanted.content(), Files.readAllBytes(file))) {
          return false;
        }
        found.add(name);
      }
    }
    return found.equals(payload.files().keySet());
  }

  private void writeFile(Path folder, String name, Payload.Entry entry) throws IOException {
    Path file = folder.resolve(name).normalize();
    Path at = folder;
    for (Path step : folder.relativize(file.getParent())) {
      if (!step.toString().isEmpty()) {
        at = at.resolve(step);
        if (!Files.exists(at)) {
          Files.createDirectory(at);
          mode(at, group < 0 ? 0755 : 02755);
        }
      }
    }
    Files.write(file, entry.content());
    mode(file, group < 0 ? entry.mode() : entry.mode() | 0440);
    if (entry.owner() >= 0) {
      Files.setAttribute(file, "unix:uid", (int) entry.owner());
    }
  }

  /** One link per first path element, and none for what is gone. */
  private void links(Payload payload) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (String path : payload.files().keySet()) {
      wanted.add(Path.of(path).getName(0).toString());
    }
    for (String name : wanted) {
      Path link = target.resolve(name);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
    List<Path> children;
    try (Stream<Path> listed = Files.list(target)) {
      children = listed.toList();
    }
    for (Path child : children) {
      String name = child.getFileName().toString();
      if (!name.startsWith("..") && Files.isSymbolicLink(child) && !wanted.contains(name)) {
        Files.delete(child);
      }
    }
  }

  private void mode(Path path, int mode) throws IOException {
    if (group >= 0) {
      Files.setAttribute(path, "unix:gid", (int) group);
    }
    Modes.set(path, mode);
  }

  /** Permission bits of a path, the set-group-id bit included. */
  static final class Modes {
    private Modes() {}

    static void set(Path path, int mode) throws IOException {
      if ((mode & 07000) != 0) {
        Files.setAttribute(path, "unix:mode", mode);
        return;
      }
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      PosixFilePermission[] all = PosixFilePermission.values();
      for (int bit = 0; bit < 9; bit++) {
        if ((mode & (0400 >> bit)) != 0) {
          permissions.add(all[bit]);
        }
      }
      Files.setPosixFilePermissions(path, permissions);
    }
  }
}
