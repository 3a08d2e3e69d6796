package io.gantry.resource.server;

import io.gantry.resource.machinery.ApiAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;

/** Writes an answer to an HTTP response. */
final class AnswerWriter {
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Executor writers;

  AnswerWriter(HttpServletRequest request, HttpServletResponse response, Executor writers) {
    this.request = request;
    this.response = response;
    this.writers = writers;
  }

  void write(ApiAnswer answer) throws IOException {
    switch (answer) {
      case ApiAnswer.Document document -> document(document);
      case ApiAnswer.Pieces pieces -> pieces(pieces);
      case ApiAnswer.Watch watch -> watch(watch);
      default ->
          throw new IllegalStateException("no answer to HTTP: " + answer.getClass().getName());
    }
  }

  private void head(int code, String contentType, List<String> warnings) {
    response.setStatus(code);
    // In the order of their names, as Kubernetes sends them.
    response.setHeader("Audit-Id", UUID.randomUUID().toString());
    response.setHeader("Cache-Control", "no-cache, private");
    if (!contentType.isEmpty()) {
      response.setHeader("Content-Type", contentType);
    }
    for (String warning : warnings) {
      response.addHeader("Warning", "299 - \"" + escaped(warning) + "\"");
    }
  }

  /** As a quoted string of HTTP; what no header can carry becomes a blank. */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\');
              }
              out.append(c < ' ' || c == 0x7f ? ' ' : (char) c);
            });
    return out.toString();
  }

  private void document(ApiAnswer.Document document) throws IOException {
    String etag = document.headers().get("ETag");
    boolean unchanged = etag != null && etag.equals(request.getHeader("If-None-Match"));
    head(
        unchanged ? HttpServletResponse.SC_NOT_MODIFIED : document.code(),
        unchanged ? "" : document.contentType(),
        document.warnings());
    document.headers().forEach(response::setHeader);
    if (!unchanged) {
      response.setContentLength(document.body().length);
      response.getOutputStream().write(document.body());
    }
  }

  private void pieces(ApiAnswer.Pieces pieces) throws IOException {
    head(pieces.code(), pieces.contentType(), pieces.warnings());
    long length = 0;
    for (byte[] piece : pieces.pieces()) {
      length += piece.length;
    }
    response.setContentLengthLong(length);
    ServletOutputStream out = response.getOutputStream();
    for (byte[] piece : pieces.pieces()) {
      out.write(piece);
    }
  }

  private void watch(ApiAnswer.Watch watch) throws IOException {
    head(200, watch.contentType(), List.of());
    AsyncContext context = request.startAsync();
    // A watch ends by its own timer.
    context.setTimeout(0);
    WatchResponse.start(context, response.getOutputStream(), watch.source(), writers);
  }
}
