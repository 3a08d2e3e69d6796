package io.gantry.gateway.route;

import io.gantry.apiaccess.authentication.FrontProxyHeaders;
import io.gantry.apiaccess.authentication.Impersonation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * A client's request without what it said about who it is: credentials have been judged, and a
 * claimed identity must never reach anyone who would believe it.
 */
public final class ClientRequest extends HttpServletRequestWrapper {
  public ClientRequest(HttpServletRequest request) {
    super(request);
  }

  /** Whether a client's header may go further than the gateway. */
  public static boolean passes(String header) {
    return !FrontProxyHeaders.isIdentity(header)
        && !Impersonation.isImpersonation(header)
        && !header.equalsIgnoreCase("Authorization")
        && !header.equalsIgnoreCase("X-Gantry-Resolve");
  }

  @Override
  public String getHeader(String name) {
    return passes(name) ? super.getHeader(name) : null;
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return passes(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names =
        Collections.list(super.getHeaderNames()).stream().filter(ClientRequest::passes).toList();
    return Collections.enumeration(names);
  }

  @Override
  public int getIntHeader(String name) {
    return passes(name) ? super.getIntHeader(name) : -1;
  }

  @Override
  public long getDateHeader(String name) {
    return passes(name) ? super.getDateHeader(name) : -1;
  }
}
