package io.gantry.resource.machinery.chain;

import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.machinery.access.AccessCheck;

/**
 * The one way in, for requests over HTTP and for components in the same JVM alike: flow control →
 * authorize → audit → dispatch. Answers while the store is away are {@link OutageHandler}'s.
 */
public final class ApiChain implements ApiHandler {
  private final ApiHandler first;

  /**
   * @param maxInFlight requests served at once, watches and node streams aside
   */
  public ApiChain(int maxInFlight, AccessCheck access, AuditTrail audit, Dispatcher dispatcher) {
    ApiHandler audited = new AuditedHandler(audit, new OutageHandler(dispatcher));
    ApiHandler authorized = new AuthorizedHandler(access, audited);
    this.first = new FlowControlHandler(maxInFlight, authorized);
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    return first.handle(call);
  }
}
