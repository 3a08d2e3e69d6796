package io.gantry.resource.machinery.chain;

import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.machinery.access.AccessCheck;

/** Lets through what the user may do; before it is looked up whether the resource exists at all. */
final class AuthorizedHandler implements ApiHandler {
  private final AccessCheck access;
  private final ApiHandler next;

  AuthorizedHandler(AccessCheck access, ApiHandler next) {
    this.access = access;
    this.next = next;
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    access.require(call.user(), call.request());
    return next.handle(call);
  }
}
