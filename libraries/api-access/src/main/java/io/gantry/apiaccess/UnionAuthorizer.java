package io.gantry.apiaccess;

import java.util.ArrayList;
import java.util.List;

/** Asks authorizers in order; the first that allows or denies decides. */
public final class UnionAuthorizer implements Authorizer {
  private final List<Authorizer> authorizers;

  public UnionAuthorizer(Authorizer... authorizers) {
    this.authorizers = List.of(authorizers);
  }

  @Override
  public Decision authorize(UserInfo user, RequestInfo request) {
    List<String> reasons = new ArrayList<>(0);
    for (Authorizer authorizer : authorizers) {
      Decision decision = authorizer.authorize(user, request);
      if (decision.verdict() != Verdict.NO_OPINION) {
        return decision;
      }
      if (!decision.reason().isEmpty()) {
        reasons.add(decision.reason());
      }
    }
    return new Decision(Verdict.NO_OPINION, String.join("\n", reasons));
  }
}
