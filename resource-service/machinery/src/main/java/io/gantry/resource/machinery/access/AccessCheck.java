package io.gantry.resource.machinery.access;

import io.gantry.apiaccess.AuthorizationReasons;
import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.Authorizer.Decision;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;

/** Asks the authorizer, and says no in Kubernetes' words. */
public record AccessCheck(Authorizer authorizer) {
  /**
   * @throws io.gantry.apimodel.StatusException 403
   */
  public void require(UserInfo user, RequestInfo request) {
    Decision decision = authorizer.authorize(user, request);
    if (!decision.allowed()) {
      throw ApiStatus.forbidden(
              request.groupResource(),
              request.name(),
              AuthorizationReasons.refusal(user, request, decision))
          .asException();
    }
  }
}
