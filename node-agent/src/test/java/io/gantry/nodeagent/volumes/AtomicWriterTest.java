package io.gantry.nodeagent.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicWriterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private static Payload payload(String... namesAndTexts) {
    Payload payload = new Payload();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      payload.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8), 0440);
    }
    return payload;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString())
          .filter(name -> !name.matches("\\.\\.\\d.*"))
          .sorted()
          .toList();
    }
  }

  @Test
  void filesAreReachedThroughTheDataLinkAndReplacedAtOnce() throws IOException {
    AtomicWriter writer = new AtomicWriter(folder, -1);
    assertThat(writer.write(payload("a", "1", "deep/b", "2"), NOW)).isTrue();
    assertThat(Files.readSymbolicLink(folder.resolve("a"))).isEqualTo(Path.of("..data/a"));
    assertThat(Files.readSymbolicLink(folder.resolve("deep"))).isEqualTo(Path.of("..data/deep"));
    assertThat(folder.resolve("deep/b")).hasContent("2");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))))
        .isEqualTo("r--r-----");

    assertThat(writer.write(payload("a", "1", "deep/b", "2"), NOW.plusSeconds(1))).isFalse();
    assertThat(writer.write(payload("a", "3", "c", "4"), NOW.plusSeconds(2))).isTrue();
    assertThat(names()).containsExactly("..data", "a", "c");
    assertThat(folder.resolve("a")).hasContent("3");
    try (Stream<Path> list = Files.list(folder)) {
      assertThat(list.filter(Files::isDirectory).filter(path -> !Files.isSymbolicLink(path)))
          .hasSize(1);
    }
  }
}
