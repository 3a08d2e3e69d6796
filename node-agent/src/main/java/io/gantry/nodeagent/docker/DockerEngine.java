package io.gantry.nodeagent.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.gantry.apimodel.Json;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/**
 * One client whose API version was negotiated: the highest both sides know. A restarted, perhaps
 * upgraded, engine is negotiated with anew after it was gone.
 */
final class DockerEngine implements AutoCloseable {
  private static final String HIGHEST_KNOWN = "1.44";
  private static final int CONNECTIONS = 1_000;

  private final DockerAddress address;
  private volatile Connected connected;

  private record Connected(DockerClient client, String apiVersion, String engineVersion) {}

  DockerEngine(DockerAddress address) {
    this.address = address;
  }

  DockerAddress address() {
    return address;
  }

  String apiVersion() {
    return connected().apiVersion;
  }

  String engineVersion() {
    return call(client -> client.versionCmd().exec().getVersion());
  }

  /** Calls the engine; docker-java's exceptions become the port's. */
  <T> T call(Function<DockerClient, T> call) {
    Connected with = connected();
    try {
      return call.apply(with.client);
    } catch (DockerException e) {
      throw refused(e);
    } catch (RuntimeGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      // A client that was given up under the call fails in ways of its own.
      if (hasIoCause(e) || connected != with) {
        throw new RuntimeGoneException("container runtime is down", e);
      }
      throw e;
    }
  }

  /** The same for calls to which "nothing to do" is an answer. */
  void callQuietly(Function<DockerClient, ?> call) {
    try {
      call(call);
    } catch (RuntimeRefusedException e) {
      if (e.code() != 304 && e.code() != 404) {
        throw e;
      }
    }
  }

  /** After a loss: the next call negotiates again. */
  void forgetNegotiation() {
    Connected old = connected;
    connected = null;
    if (old != null) {
      closeQuietly(old.client);
    }
  }

  private Connected connected() {
    Connected now = connected;
    if (now == null) {
      synchronized (this) {
        now = connected;
        if (now == null) {
          now = negotiate();
          connected = now;
        }
      }
    }
    return now;
  }

  private Connected negotiate() {
    DockerClient first = client("");
    try {
      Version version = first.versionCmd().exec();
      String speaks = lower(version.getApiVersion(), HIGHEST_KNOWN);
      String least = version.getRawValues().get("MinAPIVersion") instanceof String min ? min : "";
      String chosen = !least.isEmpty() && lower(least, speaks).equals(speaks) ? least : speaks;
      return new Connected(client(chosen), chosen, version.getVersion());
    } catch (DockerException e) {
      throw refused(e);
    } catch (RuntimeException e) {
      if (hasIoCause(e)) {
        throw new RuntimeGoneException("container runtime is down", e);
      }
      throw e;
    } finally {
      closeQuietly(first);
    }
  }

  private DockerClient client(String apiVersion) {
    DefaultDockerClientConfig.Builder builder =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(address.uri().toString())
            .withDockerTlsVerify(false);
    if (!apiVersion.isEmpty()) {
      builder.withApiVersion(apiVersion);
    }
    DockerClientConfig config = builder.build();
    return DockerClientImpl.getInstance(
        config,
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .maxConnections(CONNECTIONS)
            .connectionTimeout(Duration.ofSeconds(5))
            .build());
  }

  private static String lower(String a, String b) {
    int byMajor = Integer.compare(part(a, 0), part(b, 0));
    int order = byMajor != 0 ? byMajor : Integer.compare(part(a, 1), part(b, 1));
    return order <= 0 ? a : b;
  }

  private static int part(String version, int index) {
    String[] parts = version.split("\\.");
    return index < parts.length ? Integer.parseInt(parts[index]) : 0;
  }

  private static RuntimeRefusedException refused(DockerException e) {
    int code = e instanceof NotModifiedException ? 304 : e.getHttpStatus();
    return new RuntimeRefusedException(code, message(e.getMessage()));
  }

  /** docker-java says {@code Status 404: {"message":"..."}}: the message inside is wanted. */
  static String message(String text) {
    if (text == null) {
      return "";
    }
    int brace = text.indexOf('{');
    if (brace >= 0) {
      try {
        String inner = Json.text(Json.parse(text.substring(brace).trim()), "message");
        if (!inner.isEmpty()) {
          return inner.trim();
        }
      } catch (JacksonException e) {
        return text.trim();
      }
    }
    return text.trim();
  }

  private static boolean hasIoCause(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static void closeQuietly(DockerClient client) {
    try {
      client.close();
    } catch (IOException e) {
      // The sockets are gone one way or another.
      return;
    }
  }

  @Override
  public void close() {
    forgetNegotiation();
  }
}
