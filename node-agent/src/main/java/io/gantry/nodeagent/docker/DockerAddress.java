package io.gantry.nodeagent.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * Where the engine listens, as {@code DOCKER_HOST} says it.
 *
 * @param uri {@code unix:///path} or {@code tcp://host:port}
 */
public record DockerAddress(URI uri) {
  private static final String DEFAULT = "unix:///var/run/docker.sock";

  /** The given address, or {@code DOCKER_HOST}, or the usual socket. */
  public static DockerAddress of(String given, String environment) {
    String text = !given.isEmpty() ? given : environment == null ? "" : environment;
    return new DockerAddress(URI.create(text.isEmpty() ? DEFAULT : text));
  }

  SocketChannel connect() throws IOException {
    return SocketChannel.open(socketAddress());
  }

  private SocketAddress socketAddress() {
    return switch (uri.getScheme()) {
      case "unix" -> UnixDomainSocketAddress.of(uri.getPath());
      case "tcp", "http" -> new InetSocketAddress(uri.getHost(), uri.getPort());
      default -> throw new IllegalArgumentException("cannot speak to Docker at " + uri);
    };
  }
}
