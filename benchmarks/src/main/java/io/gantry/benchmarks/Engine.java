package io.gantry.benchmarks;

import io.gantry.apimodel.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.component.LifeCycle;

/** The Docker engine, asked directly for what a pod is made of: a sandbox and a container in it. */
final class Engine implements AutoCloseable {
  private static final Transport SOCKET = new Transport.TCPUnix(Path.of("/var/run/docker.sock"));

  private final HttpClient http = new HttpClient();

  Engine() throws Exception {
    http.start();
  }

  /** Makes and starts so many pairs, so many at once; the milliseconds until the last one runs. */
  double pairs(int count, int parallel) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(parallel)) {
      long begin = System.nanoTime();
      var started =
          callers.invokeAll(
              IntStream.range(0, count).<Callable<String[]>>mapToObj(i -> this::pair).toList());
      double millis = (System.nanoTime() - begin) / 1e6;
      for (Future<String[]> pair : started) {
        remove(pair.get()[1]);
        remove(pair.get()[0]);
      }
      return millis;
    }
  }

  /** How many containers there are, running or not. */
  int containers() throws Exception {
    return Json.parse(
            ask(HttpMethod.GET, "/containers/json?all=1", null).getBytes(StandardCharsets.UTF_8))
        .size();
  }

  private String[] pair() throws Exception {
    String sandbox = start("\"NetworkMode\":\"none\",\"IpcMode\":\"shareable\"");
    String joined = "\"container:" + sandbox + "\"";
    return new String[] {sandbox, start("\"NetworkMode\":" + joined + ",\"IpcMode\":" + joined)};
  }

  private String start(String host) throws Exception {
    String created =
        ask(
            HttpMethod.POST,
            "/containers/create",
            "{\"Image\":\"busybox:1.36\",\"Cmd\":[\"sleep\",\"1000\"],\"HostConfig\":{"
                + host
                + "}}");
    String id = Json.text(Json.parse(created.getBytes(StandardCharsets.UTF_8)), "Id");
    ask(HttpMethod.POST, "/containers/" + id + "/start", null);
    return id;
  }

  private void remove(String id) throws Exception {
    ask(HttpMethod.DELETE, "/containers/" + id + "?force=1", null);
  }

  private String ask(HttpMethod method, String path, String body) throws Exception {
    var request = http.newRequest("http://localhost" + path).transport(SOCKET).method(method);
    if (body != null) {
      request.body(new StringRequestContent("application/json", body));
    }
    ContentResponse answer = request.send();
    if (answer.getStatus() >= 300) {
      throw new IllegalStateException(path + ": " + answer.getContentAsString());
    }
    return answer.getContentAsString();
  }

  @Override
  public void close() {
    LifeCycle.stop(http);
  }
}
