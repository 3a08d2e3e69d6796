package io.gantry.nodeagent.volumes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a pod's files lie on the node.
 *
 * @param stateDir on disk: survives a reboot
 * @param volatileDir in memory: secrets and tokens, and emptyDir volumes of medium Memory
 */
public record PodFiles(Path stateDir, Path volatileDir) {
  public Path pod(String uid) {
    return stateDir.resolve("pods").resolve(uid);
  }

  public Path volume(String uid, String name) {
    return pod(uid).resolve("volumes").resolve(name);
  }

  public Path volatileVolume(String uid, String name) {
    return volatileDir.resolve("pods").resolve(uid).resolve("volumes").resolve(name);
  }

  public Path hosts(String uid) {
    return pod(uid).resolve("etc-hosts");
  }

  public Path resolvConf(String uid) {
    return pod(uid).resolve("resolv.conf");
  }

  public Path terminationMessage(String uid, String container, int attempt) {
    return pod(uid).resolve("containers").resolve(container).resolve(Integer.toString(attempt));
  }

  /** Writes a file that containers have mounted: in place, so that they see it. */
  public static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file) || !Files.readString(file).equals(content)) {
        Files.writeString(file, content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uids of all pods that have files here. */
  public Set<String> pods() {
    Set<String> uids = new HashSet<>();
    for (Path root : new Path[] {stateDir, volatileDir}) {
      Path pods = root.resolve("pods");
      if (Files.isDirectory(pods)) {
        try (Stream<Path> children = Files.list(pods)) {
          children.map(child -> child.getFileName().toString()).forEach(uids::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return uids;
  }

  /** Deletes all of a pod's files; symbolic links are not followed. */
  public void remove(String uid) {
    delete(pod(uid));
    delete(volatileDir.resolve("pods").resolve(uid));
  }

  static void delete(Path tree) {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e)
                throws IOException {
              Files.delete(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
