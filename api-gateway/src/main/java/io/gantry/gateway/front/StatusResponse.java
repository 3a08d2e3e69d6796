package io.gantry.gateway.front;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes a refusal, where nothing has been written yet. */
public final class StatusResponse {
  private StatusResponse() {}

  public static void write(HttpServletResponse response, ApiStatus status) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(status.code());
    response.setContentType("application/json");
    if (status.details() != null && status.details().retryAfterSeconds() > 0) {
      response.setHeader("Retry-After", Integer.toString(status.details().retryAfterSeconds()));
    }
    byte[] body = Json.bytes(status.toJson());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
