package io.gantry.nodeagent.volumes;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.containers.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import tools.jackson.databind.JsonNode;

/** Checks, and where its type says so makes, what a hostPath volume points at. */
final class HostPath {
  private static final int FILE_TYPE = 0170000;

  private HostPath() {}

  static void check(JsonNode source) throws IOException {
    Path path = Path.of(Json.text(source, "path"));
    switch (Json.text(source, "type")) {
      case "DirectoryOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
          AtomicWriter.Modes.set(path, 0755);
        }
        require(Files.isDirectory(path), path, "is not a directory");
      }
      case "FileOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createFile(path);
          AtomicWriter.Modes.set(path, 0644);
        }
        require(Files.isRegularFile(path), path, "is not a file");
      }
      case "Directory" -> require(Files.isDirectory(path), path, "is not a directory");
      case "File" -> require(Files.isRegularFile(path), path, "is not a file");
      case "Socket" -> require(type(path) == 0140000, path, "is not a socket");
      case "CharDevice" -> require(type(path) == 0020000, path, "is not a character device");
      case "BlockDevice" -> require(type(path) == 0060000, path, "is not a block device");
      default -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
      }
    }
  }

  private static int type(Path path) throws IOException {
    if (!Files.exists(path)) {
      return 0;
    }
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return attributes.isOther() ? (int) Files.getAttribute(path, "unix:mode") & FILE_TYPE : 0;
  }

  private static void require(boolean holds, Path path, String message) {
    if (!holds) {
      throw new ConfigException("hostPath type check failed: " + path + " " + message);
    }
  }
}
