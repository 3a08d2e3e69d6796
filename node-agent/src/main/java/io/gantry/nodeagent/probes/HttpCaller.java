package io.gantry.nodeagent.probes;

import io.gantry.nodeagent.pod.ContainerView;
import tools.jackson.databind.JsonNode;

/** Makes the HTTP requests of probes and hooks. */
public interface HttpCaller {
  /**
   * @param code 0 when there was no answer
   */
  record Answer(int code, String message) {
    public boolean failed() {
      return code < 200 || code >= 400;
    }
  }

  /**
   * @param httpGet an {@code HTTPGetAction}
   */
  Answer get(JsonNode httpGet, ContainerView container, String podIp, int timeoutSeconds)
      throws InterruptedException;

  static HttpCaller real() {
    return new HttpGetCaller();
  }
}
