package io.gantry.httpsserver;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses, before any servlet: a {@code Status} too, never a web page. */
final class StatusErrorHandler extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int code = response.getStatus() >= 400 ? response.getStatus() : 500;
    String message =
        request.getAttribute(ERROR_MESSAGE) instanceof String text
            ? text
            : HttpStatus.getMessage(code);
    ApiStatus status =
        switch (code) {
          case 400 -> ApiStatus.badRequest(message);
          case 503 -> ApiStatus.unavailable(message);
          case 500 -> ApiStatus.internal(message);
          default -> new ApiStatus(code, "", message, null);
        };
    response.setStatus(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, Json.string(status.toJson()) + "\n", callback);
    return true;
  }
}
