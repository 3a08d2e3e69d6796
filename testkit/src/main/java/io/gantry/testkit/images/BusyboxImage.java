package io.gantry.testkit.images;

import io.gantry.apimodel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The image most tests run, built from the machine's statically linked {@code /bin/busybox}
 * (Debian's busybox-static), with the tags that stories use.
 */
public final class BusyboxImage {
  public static final List<String> TAGS = List.of("busybox:1.36", "busybox:v2", "busybox:latest");

  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final List<String> DIRECTORIES =
      List.of(
          "bin",
          "dev",
          "etc",
          "home",
          "proc",
          "root",
          "run",
          "sbin",
          "sys",
          "usr",
          "usr/bin",
          "usr/sbin",
          "var",
          "var/run");

  private BusyboxImage() {}

  /** Whether this machine can build it. */
  public static boolean buildable() {
    return Files.isExecutable(BUSYBOX);
  }

  public static byte[] archive() {
    return archive(TAGS);
  }

  public static byte[] archive(List<String> tags) {
    ObjectNode config = Json.object();
    config.putArray("Cmd").add("sh");
    config.putArray("Env").add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    return ImageArchive.of(layer(), config, tags);
  }

  private static byte[] layer() {
    TarWriter tar = new TarWriter();
    for (String directory : DIRECTORIES) {
      tar.directory(directory, 0755);
    }
    tar.directory("tmp", 01777);
    tar.file("bin/busybox", busybox(), 0755);
    for (String applet : applets()) {
      if (!applet.equals("busybox")) {
        tar.link("bin/" + applet, "busybox");
      }
    }
    tar.file(
        "etc/passwd",
        text(
            """
            root:x:0:0:root:/root:/bin/sh
            daemon:x:1:1:daemon:/usr/sbin:/bin/false
            nobody:x:65534:65534:nobody:/home:/bin/false
            """),
        0644);
    tar.file(
        "etc/group",
        text(
            """
            root:x:0:
            daemon:x:1:
            nobody:x:65534:
            """),
        0644);
    return tar.bytes();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] busybox() {
    try {
      return Files.readAllBytes(BUSYBOX);
    } catch (IOException e) {
      throw new UncheckedIOException("busybox-static is needed to build test images", e);
    }
  }

  private static List<String> applets() {
    try {
      Process process = new ProcessBuilder(BUSYBOX.toString(), "--list").start();
      List<String> names =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      process.waitFor();
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
