package io.gantry.gateway.route;

import io.gantry.apiaccess.UserInfo;
import org.eclipse.jetty.client.ContentResponse;

/** Asks resource-service something in a user's name, and waits for the answer. */
public interface ResourceServiceClient {
  /**
   * @param body JSON; empty for none
   * @throws io.gantry.apimodel.StatusException 503 when there is no answer
   */
  ContentResponse ask(UserInfo user, String method, String path, byte[] body);
}
