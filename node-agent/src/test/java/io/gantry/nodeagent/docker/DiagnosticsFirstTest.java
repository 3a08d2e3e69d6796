package io.gantry.nodeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.nodeagent.runtime.OutputSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DiagnosticsFirstTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final OutputSink sink =
      new OutputSink() {
        @Override
        public void stdout(byte[] bytes) {
          seen.add("out " + new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void stderr(byte[] bytes) {
          seen.add("err " + new String(bytes, StandardCharsets.UTF_8));
        }
      };

  @Test
  void aDiagnosticOvertakesTheFirstOutput() throws IOException {
    DiagnosticsFirst ordered = new DiagnosticsFirst(sink, LONG);
    ordered.stdout(bytes("a"));
    ordered.stdout(bytes("b"));
    assertThat(seen).isEmpty();
    ordered.stderr(bytes("e"));
    assertThat(List.copyOf(seen)).containsExactly("err e", "out ab");
  }

  @Test
  void afterThatAllComesAsItComes() throws IOException {
    DiagnosticsFirst ordered = new DiagnosticsFirst(sink, LONG);
    ordered.stderr(bytes("e"));
    ordered.stdout(bytes("a"));
    ordered.stderr(bytes("f"));
    assertThat(List.copyOf(seen)).containsExactly("err e", "out a", "err f");
  }

  @Test
  void theEndOfTheProgramLetsItsOutputGo() throws IOException {
    DiagnosticsFirst ordered = new DiagnosticsFirst(sink, LONG);
    ordered.stdout(bytes("a"));
    ordered.end();
    assertThat(List.copyOf(seen)).containsExactly("out a");
  }

  @Test
  void muchOutputDoesNotWait() throws IOException {
    DiagnosticsFirst ordered = new DiagnosticsFirst(sink, LONG);
    ordered.stdout(new byte[64 * 1024]);
    assertThat(seen).hasSize(1);
  }

  @Test
  void patienceEnds() throws Exception {
    DiagnosticsFirst ordered = new DiagnosticsFirst(sink, Duration.ofMillis(1));
    ordered.stdout(bytes("a"));
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("out a");
  }

  @Test
  void aClientThatLeftMeanwhileEndsTheStream() throws Exception {
    BlockingQueue<String> tried = new LinkedBlockingQueue<>();
    DiagnosticsFirst ordered =
        new DiagnosticsFirst(
            new OutputSink() {
              @Override
              public void stdout(byte[] bytes) throws IOException {
                tried.add("out");
                throw new IOException("gone");
              }

              @Override
              public void stderr(byte[] bytes) {
                tried.add("err");
              }
            },
            Duration.ofMillis(1));
    ordered.stdout(bytes("a"));
    assertThat(tried.poll(10, TimeUnit.SECONDS)).isEqualTo("out");
    assertThatThrownBy(() -> ordered.stderr(bytes("e"))).hasMessage("gone");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
