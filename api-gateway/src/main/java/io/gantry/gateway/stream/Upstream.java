package io.gantry.gateway.stream;

import io.gantry.gateway.route.ResourceRoute.NodeTarget;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection to a node that is to be upgraded: HTTP/1.1 up to the answer's head, bytes after. */
final class Upstream implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int LONGEST_HEAD = 64 * 1024;

  private final Socket socket;
  private final InputStream in;

  private Upstream(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
  }

  /** An answer's head; header names are spelt as sent. */
  record Head(int status, List<Map.Entry<String, String>> headers) {
    String header(String name) {
      for (Map.Entry<String, String> header : headers) {
        if (header.getKey().equalsIgnoreCase(name)) {
          return header.getValue();
        }
      }
      return "";
    }
  }

  /**
   * @param verified whether the server must prove, by a certificate of the trusted authority, that
   *     it is the host asked for
   */
  static Upstream connect(NodeTarget target, SSLContext tls, boolean verified) throws IOException {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.setKeepAlive(true);
      plain.connect(new InetSocketAddress(target.host(), target.port()), (int) CONNECT.toMillis());
      if (!target.scheme().equals("https")) {
        return new Upstream(plain);
      }
      SSLSocket socket =
          (SSLSocket)
              tls.getSocketFactory().createSocket(plain, target.host(), target.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
      if (verified) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      socket.setSSLParameters(parameters);
      socket.setSoTimeout((int) ANSWER.toMillis());
      socket.startHandshake();
      return new Upstream(socket);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  InputStream in() {
    return in;
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  /** No more from this side; the other may go on. */
  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  void send(String head) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  Head readHead() throws IOException {
    socket.setSoTimeout((int) ANSWER.toMillis());
    int[] left = {LONGEST_HEAD};
    String statusLine = readLine(left);
    String[] words = statusLine.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
      throw new IOException("not an HTTP answer: " + statusLine);
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line = readLine(left); !line.isEmpty(); line = readLine(left)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
      }
    }
    // From here on silence is no failure: a shell may wait for its user for days.
    socket.setSoTimeout(0);
    return new Head(Integer.parseInt(words[1]), headers);
  }

  private String readLine(int[] left) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended before the answer");
      }
      if (--left[0] < 0) {
        throw new IOException("the answer's head is too long");
      }
      line.append((char) c);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  /** The body of an answer that did not upgrade; refusals are short. */
  byte[] readBody(Head head, int atMost) throws IOException {
    socket.setSoTimeout((int) ANSWER.toMillis());
    if (head.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
      return readChunks(atMost);
    }
    String length = head.header("Content-Length");
    return in.readNBytes(
        length.matches("\\d{1,9}") ? Math.min(atMost, Integer.parseInt(length)) : atMost);
  }

  private byte[] readChunks(int atMost) throws IOException {
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    int[] left = {LONGEST_HEAD};
    while (body.size() < atMost) {
      String size = readLine(left).split(";", 2)[0].strip();
      int chunk = size.matches("[0-9a-fA-F]{1,6}") ? Integer.parseInt(size, 16) : 0;
      if (chunk == 0) {
        break;
      }
      body.write(in.readNBytes(chunk));
      readLine(left);
    }
    return body.toByteArray();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It was going anyway.
    }
  }
}
