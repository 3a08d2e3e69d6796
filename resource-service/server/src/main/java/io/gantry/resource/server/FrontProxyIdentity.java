package io.gantry.resource.server;

import io.gantry.apiaccess.UserInfo;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Identity headers as a Kubernetes front proxy sends them. Believed only on a connection whose
 * client certificate was signed by the front-proxy CA: TLS has checked the chain, which must be the
 * only one the connector trusts; here is checked that there is one, and its name.
 *
 * @param allowedNames common names a front proxy may have; empty for any
 */
public record FrontProxyIdentity(Set<String> allowedNames) implements CallerIdentity {
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final String EXTRA = "x-remote-extra-";

  @Override
  public Optional<UserInfo> of(HttpServletRequest request) {
    if (!isFrontProxy(request)) {
      return Optional.empty();
    }
    String name = request.getHeader("X-Remote-User");
    if (name == null || name.isEmpty()) {
      return Optional.empty();
    }
    String uid = request.getHeader("X-Remote-Uid");
    List<String> groups = Collections.list(request.getHeaders("X-Remote-Group"));
    Map<String, List<String>> extra = new HashMap<>();
    for (String header : Collections.list(request.getHeaderNames())) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith(EXTRA)) {
        extra.put(
            URLDecoder.decode(lower.substring(EXTRA.length()), StandardCharsets.UTF_8),
            Collections.list(request.getHeaders(header)));
      }
    }
    return Optional.of(
        new UserInfo(name, uid == null ? "" : uid, List.copyOf(groups), Map.copyOf(extra)));
  }

  private boolean isFrontProxy(HttpServletRequest request) {
    if (!(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain)
        || chain.length == 0) {
      return false;
    }
    if (allowedNames.isEmpty()) {
      return true;
    }
    for (String part : chain[0].getSubjectX500Principal().getName().split(",")) {
      if (part.startsWith("CN=") && allowedNames.contains(part.substring(3))) {
        return true;
      }
    }
    return false;
  }
}
