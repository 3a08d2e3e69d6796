package io.gantry.resource.machinery;

/**
 * A link of the chain: flow control, authorization, audit, dispatch. Each link is given the next
 * one when it is made. Refusals are thrown as {@code StatusException}.
 */
public interface ApiHandler {
  ApiAnswer handle(ApiCall call);
}
