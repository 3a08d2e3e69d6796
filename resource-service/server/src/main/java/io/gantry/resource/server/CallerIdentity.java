package io.gantry.resource.server;

import io.gantry.apiaccess.UserInfo;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Says who sent a request that has come past the gateway. */
public interface CallerIdentity {
  /** The attribute under which the gateway in the same JVM leaves the user it authenticated. */
  String ATTRIBUTE = UserInfo.class.getName();

  /** Empty when nobody vouches for the caller: 401. */
  Optional<UserInfo> of(HttpServletRequest request);

  /** The gateway runs in this JVM and calls the servlet itself. */
  static CallerIdentity fromGateway() {
    return request ->
        request.getAttribute(ATTRIBUTE) instanceof UserInfo user
            ? Optional.of(user)
            : Optional.empty();
  }
}
