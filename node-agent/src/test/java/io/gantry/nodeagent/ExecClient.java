package io.gantry.nodeagent;

import io.gantry.apimodel.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** kubectl's side of an exec. */
final class ExecClient implements WebSocket.Listener {
  final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final CompletableFuture<JsonNode> status = new CompletableFuture<>();
  private WebSocket socket;

  static ExecClient open(HttpClient http, int port, String path, String... command)
      throws Exception {
    StringBuilder url = new StringBuilder("ws://127.0.0.1:" + port + path);
    for (String word : command) {
      url.append("&command=").append(URLEncoder.encode(word, StandardCharsets.UTF_8));
    }
    ExecClient client = new ExecClient();
    client.socket =
        http.newWebSocketBuilder()
            .subprotocols("v5.channel.k8s.io")
            .buildAsync(URI.create(url.toString()), client)
            .get(10, TimeUnit.SECONDS);
    return client;
  }

  void send(int channel, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(bytes.length + 1);
    payload.put((byte) channel).put(bytes).flip();
    socket.sendBinary(payload, true).join();
  }

  void closeStdin() {
    socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, 0}), true).join();
  }

  JsonNode status() throws Exception {
    return status.get(20, TimeUnit.SECONDS);
  }

  String out() {
    return stdout.toString(StandardCharsets.UTF_8);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    message.writeBytes(bytes);
    if (last) {
      byte[] whole = message.toByteArray();
      message.reset();
      switch (whole[0]) {
        case 1 -> stdout.write(whole, 1, whole.length - 1);
        case 2 -> stderr.write(whole, 1, whole.length - 1);
        case 3 ->
            status.complete(
                Json.parse(new String(whole, 1, whole.length - 1, StandardCharsets.UTF_8)));
        default -> status.completeExceptionally(new AssertionError("channel " + whole[0]));
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    status.completeExceptionally(new AssertionError("closed without a status: " + code));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    status.completeExceptionally(error);
  }
}
