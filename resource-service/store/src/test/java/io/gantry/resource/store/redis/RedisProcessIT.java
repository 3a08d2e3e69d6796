package io.gantry.resource.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.resource.store.Eventually;
import io.gantry.resource.store.redis.RedisProcess.RedisStartException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProcessIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;

  private RedisProcess process() {
    return new RedisProcess(RedisStoreIT.settings(directory));
  }

  @Test
  void aServerLeftBehindIsTakenOver() throws Exception {
    RedisProcess first = process();
    first.start();
    assertThat(first.adopted()).isFalse();
    first.abandon();
    RedisProcess second = process();
    second.start();
    try {
      assertThat(second.adopted()).isTrue();
      assertThat(second.pid()).isEqualTo(first.pid());
      assertThat(second.endpoint()).isEqualTo(first.endpoint());
    } finally {
      second.close();
    }
    assertThat(ProcessHandle.of(second.pid()))
        .matches(handle -> handle.isEmpty() || RedisDirectory.isZombie(second.pid()));
  }

  @Test
  void aStalePidFileIsNotBelieved() throws Exception {
    RedisProcess first = process();
    first.start();
    first.close();
    // This JVM is alive under that number, but no Redis of the directory.
    Files.writeString(directory.resolve("redis.pid"), Long.toString(ProcessHandle.current().pid()));
    RedisProcess second = process();
    second.start();
    try {
      assertThat(second.adopted()).isFalse();
      assertThat(second.pid()).isNotEqualTo(ProcessHandle.current().pid());
    } finally {
      second.close();
    }
  }

  @Test
  void aServerThatDiesIsStartedAgain() throws Exception {
    try (RedisProcess redis = process()) {
      redis.start();
      long first = redis.pid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      Eventually.check(SOON, () -> assertThat(redis.pid()).isNotEqualTo(first));
    }
  }

  @Test
  void aTakenPortIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      RedisProcess redis =
          new RedisProcess(
              new RedisProcess.Settings(
                  "redis-server", directory, taken.getLocalPort(), Duration.ofSeconds(5)));
      assertThatThrownBy(redis::start)
          .isInstanceOf(RedisStartException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
  }

  @Test
  void thePasswordIsReadableByTheOwnerAlone() throws Exception {
    try (RedisProcess redis = process()) {
      redis.start();
      assertThat(Files.getPosixFilePermissions(directory.resolve("redis.conf")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }
}
