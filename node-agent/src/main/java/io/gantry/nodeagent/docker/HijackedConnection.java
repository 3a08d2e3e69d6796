package io.gantry.nodeagent.docker;

import io.gantry.nodeagent.runtime.OutputSink;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection the engine has turned into a program's raw streams (exec, attach). docker-java's own
 * never closes the sending half, so a program that reads its input to the end would wait for ever:
 * hence this one.
 */
final class HijackedConnection implements AutoCloseable {
  private static final int FRAME_HEADER = 8;

  private final SocketChannel channel;
  private final DataInputStream input;
  private final OutputStream output;

  private HijackedConnection(SocketChannel channel) {
    this.channel = channel;
    this.input = new DataInputStream(Channels.newInputStream(channel));
    this.output = Channels.newOutputStream(channel);
  }

  /** Posts and takes the connection over. */
  static HijackedConnection open(DockerAddress address, String path, byte[] body) {
    SocketChannel channel;
    try {
      channel = address.connect();
    } catch (IOException e) {
      throw new RuntimeGoneException("container runtime is down", e);
    }
    HijackedConnection connection = new HijackedConnection(channel);
    try {
      connection.handshake(path, body);
      return connection;
    } catch (IOException e) {
      connection.close();
      throw new RuntimeGoneException("container runtime is down", e);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void handshake(String path, byte[] body) throws IOException {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    output.write(request.toByteArray());
    output.flush();
    String status = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).trim());
      }
    }
    String[] words = status.split(" ", 3);
    int code = words.length > 1 ? Integer.parseInt(words[1]) : 0;
    if (code != 101 && code != 200) {
      byte[] error = input.readNBytes(length);
      throw new RuntimeRefusedException(
          code, DockerEngine.message(new String(error, StandardCharsets.UTF_8)));
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0) {
        throw new EOFException("Docker closed the connection before answering");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The program's input; closing it closes this half only. */
  OutputStream stdin() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        output.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        output.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        channel.shutdownOutput();
      }
    };
  }

  /** With a terminal the stream is raw; without, frames say which stream they belong to. */
  void copyOutput(boolean tty, OutputSink sink) throws IOException {
    if (tty) {
      copyRaw(sink);
    } else {
      copyFrames(input, sink);
    }
  }

  private void copyRaw(OutputSink sink) throws IOException {
    byte[] buffer = new byte[32 * 1024];
    for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
      sink.stdout(java.util.Arrays.copyOf(buffer, n));
    }
  }

  static void copyFrames(InputStream input, OutputSink sink) throws IOException {
    while (true) {
      byte[] header = input.readNBytes(FRAME_HEADER);
      if (header.length < FRAME_HEADER) {
        return;
      }
      int length =
          (header[4] & 0xff) << 24
              | (header[5] & 0xff) << 16
              | (header[6] & 0xff) << 8
              | (header[7] & 0xff);
      byte[] payload = input.readNBytes(length);
      if (header[0] == 2) {
        sink.stderr(payload);
      } else {
        sink.stdout(payload);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Closed is closed.
      return;
    }
  }
}
