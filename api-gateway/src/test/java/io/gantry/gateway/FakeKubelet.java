package io.gantry.gateway;

import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A kubelet as far as the wire goes: HTTPS with client certificates, upgrades that echo, logs that
 * follow, refusals.
 */
final class FakeKubelet implements AutoCloseable {
  private final SSLServerSocket server;
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<SSLSocket> open = new CopyOnWriteArrayList<>();
  final AtomicInteger ended = new AtomicInteger();
  private volatile OutputStream followed;

  FakeKubelet(ClusterPki pki) throws IOException {
    server =
        (SSLServerSocket)
            TlsContexts.of(pki.kubeletServing("n1", List.of()), pki.clusterCa())
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String line = readLine(in);
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      StringBuilder all = new StringBuilder(line).append('\n');
      for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
        all.append(header).append('\n');
        headers.put(
            header.substring(0, header.indexOf(':')),
            header.substring(header.indexOf(':') + 1).strip());
      }
      all.append("client ").append(socket.getSession().getPeerPrincipal().getName());
      requests.add(all.toString());
      answer(line.split(" ")[1], headers, in, socket);
    } catch (IOException e) {
      // The test ended the connection.
    } finally {
      open.remove(socket);
      ended.incrementAndGet();
    }
  }

  private void answer(String path, Map<String, String> headers, InputStream in, SSLSocket socket)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    if (path.startsWith("/refused")) {
      write(
          out,
          "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\npod d\r\nb\r\noes not exi\r\n2\r\nst\r\n0\r\n\r\n");
    } else if (path.startsWith("/containerLogs") && path.contains("previous=true")) {
      write(
          out,
          "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nno such");
    } else if (path.startsWith("/containerLogs") && path.contains("follow=true")) {
      write(
          out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
      followed = out;
      while (in.read() >= 0) {}
    } else if (path.startsWith("/containerLogs")) {
      write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nline1\n");
    } else if (headers.containsKey("Sec-WebSocket-Key")) {
      runCommand(headers.get("Sec-WebSocket-Key"), in, out);
    } else {
      upgrade(headers, in, socket, out);
    }
  }

  /** What a command that says one line and ends with code 3 looks like on the wire. */
  private static void runCommand(String key, InputStream in, OutputStream out) throws IOException {
    write(
        out,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\nSec-WebSocket-Accept: "
            + accept(key)
            + "\r\n\r\n");
    frame(out, 2, "\u0001hello from n1\n");
    frame(
        out,
        2,
        "\u0003{\"metadata\":{},\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":"
            + "{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"3\"}]}}");
    frame(out, 8, "\u0003\u00e8");
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static void frame(OutputStream out, int opcode, String payload) throws IOException {
    byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
    out.write(0x80 | opcode);
    if (bytes.length < 126) {
      out.write(bytes.length);
    } else {
      out.write(126);
      out.write(bytes.length >> 8);
      out.write(bytes.length);
    }
    out.write(bytes);
    out.flush();
  }

  private static String accept(String key) {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Greets, echoes until the client has said all, then says how much that was. */
  private static void upgrade(
      Map<String, String> headers, InputStream in, SSLSocket socket, OutputStream out)
      throws IOException {
    write(
        out,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
            + headers.get("Upgrade")
            + "\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\nhello\n");
    byte[] buffer = new byte[64 * 1024];
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      total += n;
    }
    write(out, "total " + total + "\n");
    socket.shutdownOutput();
  }

  void log(String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    write(followed, Integer.toHexString(bytes.length) + "\r\n" + line + "\r\n");
  }

  boolean isFollowed() {
    return followed != null;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SSLSocket socket : open) {
      socket.close();
    }
  }
}
