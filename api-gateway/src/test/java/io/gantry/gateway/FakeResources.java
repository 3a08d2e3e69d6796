package io.gantry.gateway;

import io.gantry.apiaccess.UserInfo;
import io.gantry.gateway.route.InProcessRoute;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for resource-service: says what reached it, holds watches, serves a big list. */
final class FakeResources extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient List<AsyncContext> watches = new CopyOnWriteArrayList<>();
  private final transient AtomicInteger ended = new AtomicInteger();
  private final transient AtomicInteger failed = new AtomicInteger();

  @Override
  public void service(
      jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response)
      throws IOException {
    service((HttpServletRequest) request, (HttpServletResponse) response);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    UserInfo user = (UserInfo) request.getAttribute(InProcessRoute.USER_ATTRIBUTE);
    String path = request.getRequestURI();
    if ("true".equals(request.getParameter("watch"))) {
      watch(request, response);
    } else if (path.startsWith("/api/v1/big")) {
      big(response, Integer.parseInt(request.getParameter("mb")));
    } else if (path.equals("/api/v1/namespaces/x/serviceaccounts/robot")) {
      response.setContentType("application/json");
      response.getOutputStream().print("{\"metadata\":{\"uid\":\"u1\"}}");
    } else if (path.startsWith("/api/v1/namespaces/x/serviceaccounts/")) {
      response.setStatus(404);
    } else if (path.endsWith("/subjectaccessreviews")) {
      boolean may = new String(request.getInputStream().readAllBytes()).contains("system:masters");
      response.setStatus(201);
      response.getOutputStream().print("{\"status\":{\"allowed\":" + may + "}}");
    } else if (path.startsWith("/api/v1/broken")) {
      if (request.getParameter("async") != null) {
        request.startAsync();
      }
      throw new IllegalStateException("a bug");
    } else if (path.startsWith("/api/v1/gone")) {
      response.setStatus(410);
      response.setContentType("application/json");
      response.getOutputStream().print("{\"kind\":\"Status\",\"code\":410}");
    } else {
      response.setContentType("text/plain");
      response.getOutputStream().print(describe(request, user));
    }
  }

  private static String describe(HttpServletRequest request, UserInfo user) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(request.getMethod()).append(' ').append(request.getRequestURI());
    text.append('?').append(request.getQueryString()).append('\n');
    text.append("protocol ").append(request.getProtocol()).append('\n');
    text.append("user ").append(user).append('\n');
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        text.append(name.toLowerCase(java.util.Locale.ROOT))
            .append(": ")
            .append(value)
            .append('\n');
      }
    }
    text.append("body ").append(new String(request.getInputStream().readAllBytes()));
    return text.toString();
  }

  private void watch(HttpServletRequest request, HttpServletResponse response) throws IOException {
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    async.addListener(
        new AsyncListener() {
          @Override
          public void onComplete(AsyncEvent event) {
            ended.incrementAndGet();
          }

          @Override
          public void onTimeout(AsyncEvent event) {}

          @Override
          public void onError(AsyncEvent event) {
            watches.remove(async);
            failed.incrementAndGet();
            try {
              event.getAsyncContext().complete();
            } catch (IllegalStateException e) {
              // It ended by itself meanwhile.
            }
          }

          @Override
          public void onStartAsync(AsyncEvent event) {}
        });
    response.setContentType("application/json");
    // Before the head goes out: a client that has it may expect events at once. They wait until it
    // is
    // out: a stream is not for two threads.
    synchronized (async) {
      watches.add(async);
      response.flushBuffer();
    }
  }

  private static void big(HttpServletResponse response, int megabytes) throws IOException {
    response.setContentType("application/octet-stream");
    OutputStream out = response.getOutputStream();
    byte[] block = new byte[1 << 20];
    for (int i = 0; i < megabytes; i++) {
      out.write(block);
    }
  }

  int openWatches() {
    return watches.size();
  }

  /** Watches whose client went away. */
  int failedWatches() {
    return failed.get();
  }

  void emit(String event) {
    for (AsyncContext watch : watches) {
      synchronized (watch) {
        try {
          OutputStream out = watch.getResponse().getOutputStream();
          out.write((event + "\n").getBytes());
          out.flush();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  void endWatches() {
    watches.forEach(AsyncContext::complete);
    watches.clear();
  }

  static Map<String, String> headers(String description) {
    Map<String, String> headers = new java.util.TreeMap<>();
    description
        .lines()
        .filter(line -> line.contains(": "))
        .forEach(
            line ->
                headers.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(' ') + 1)));
    return headers;
  }
}
