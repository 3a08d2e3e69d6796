package io.gantry.nodeagent.probes;

import io.gantry.apimodel.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * One {@code grpc.health.v1.Health/Check}: a single HTTP/2 stream, written by hand because the
 * JDK's client cannot speak HTTP/2 without TLS or an upgrade. Headers go as literals; of the answer
 * only the message matters: {@code status: SERVING} is the two bytes 8 and 1.
 */
final class GrpcHealth {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private GrpcHealth() {}

  static Prober.Result check(JsonNode grpc, String podIp, int timeoutSeconds) {
    int port = Json.integer(grpc, 0, "port");
    String address = podIp + ":" + port;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(podIp, port), timeoutSeconds * 1000);
      socket.setSoTimeout(timeoutSeconds * 1000);
      OutputStream out = socket.getOutputStream();
      out.write(request(address, Json.text(grpc, "service")));
      out.flush();
      return answer(new DataInputStream(socket.getInputStream()), out);
    } catch (IOException e) {
      return new Prober.Result(
          false,
          "timeout: failed to connect service \"" + address + "\" within " + timeoutSeconds + "s");
    }
  }

  private static byte[] request(String address, String service) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(PREFACE);
    frame(all, SETTINGS, 0, 0, new byte[0]);
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":method", "POST");
    header(headers, ":scheme", "http");
    header(headers, ":path", "/grpc.health.v1.Health/Check");
    header(headers, ":authority", address);
    header(headers, "content-type", "application/grpc");
    header(headers, "user-agent", "kube-probe/1.32");
    header(headers, "te", "trailers");
    frame(all, HEADERS, END_HEADERS, 1, headers.toByteArray());
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    if (name.length > 0) {
      message.write(0x0a);
      message.write(name.length);
      message.writeBytes(name);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(new byte[] {0, 0, 0, 0, (byte) message.size()});
    data.writeBytes(message.toByteArray());
    frame(all, DATA, END_STREAM, 1, data.toByteArray());
    return all.toByteArray();
  }

  private static void header(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    for (String text : new String[] {name, value}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
    out.writeBytes(payload);
  }

  private static Prober.Result answer(DataInputStream in, OutputStream out) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      byte[] payload = in.readNBytes(length);
      switch (type) {
        case DATA -> body.writeBytes(payload);
        case SETTINGS, PING -> {
          if ((flags & 1) == 0) {
            ByteArrayOutputStream acknowledge = new ByteArrayOutputStream();
            frame(acknowledge, type, 1, 0, type == PING ? payload : new byte[0]);
            out.write(acknowledge.toByteArray());
            out.flush();
          }
        }
        case RESET, GO_AWAY -> {
          return verdict(body);
        }
        default -> {
          // Headers, windows, priorities: nothing to learn from.
        }
      }
      if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        return verdict(body);
      }
    }
  }

  private static Prober.Result verdict(ByteArrayOutputStream body) {
    byte[] bytes = body.toByteArray();
    boolean serving = bytes.length >= 7 && bytes[5] == 8 && bytes[6] == 1;
    return serving
        ? Prober.Result.SUCCESS
        : new Prober.Result(false, "service unhealthy (responded with \"" + status(bytes) + "\")");
  }

  private static String status(byte[] bytes) {
    int code = bytes.length >= 7 && bytes[5] == 8 ? bytes[6] : 0;
    return switch (code) {
      case 2 -> "NOT_SERVING";
      case 3 -> "SERVICE_UNKNOWN";
      default -> "UNKNOWN";
    };
  }
}
