package io.gantry.standalone;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.gateway.route.InProcessRoute;
import io.gantry.gateway.route.ResourceRoute.NodeTarget;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the chain of handlers where a node stream goes, and whether it may. */
record ChainResolver(ApiHandler chain) implements InProcessRoute.Resolver {
  private static final int NO_CONTENT = 204;

  @Override
  public Optional<NodeTarget> resolve(
      UserInfo user, RequestInfo request, String method, String queryString) {
    ApiAnswer answer =
        chain.handle(new ApiCall(user, request, query(queryString), "*/*", "", ApiCall.Body.NONE));
    if (answer instanceof ApiAnswer.Connect connect) {
      return Optional.of(
          new NodeTarget(connect.scheme(), connect.host(), connect.port(), connect.pathAndQuery()));
    }
    if (answer instanceof ApiAnswer.Document document && document.code() == NO_CONTENT) {
      return Optional.empty();
    }
    throw new IllegalStateException("not a node's to answer: " + request.path());
  }

  private static Map<String, List<String>> query(String text) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (text == null || text.isEmpty()) {
      return query;
    }
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      query.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
