package io.gantry.resource.machinery.access;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.Authorizer.Decision;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.GroupResource;

/** Asks the authorizer, and says no in Kubernetes' words. */
public record AccessCheck(Authorizer authorizer) {
  /**
   * @throws io.gantry.apimodel.StatusException 403
   */
  public void require(UserInfo user, RequestInfo request) {
    Decision decision = authorizer.authorize(user, request);
    if (!decision.allowed()) {
      throw forbidden(user, request, decision.reason()).asException();
    }
  }

  static ApiStatus forbidden(UserInfo user, RequestInfo request, String reason) {
    StringBuilder why =
        new StringBuilder("User ")
            .append(FieldError.quoted(user.name()))
            .append(" cannot ")
            .append(request.verb());
    if (!request.resourceRequest()) {
      why.append(" path ").append(FieldError.quoted(request.path()));
      return ApiStatus.forbidden(new GroupResource("", ""), "", withReason(why, reason));
    }
    String resource =
        request.subresource().isEmpty()
            ? request.resource()
            : request.resource() + "/" + request.subresource();
    why.append(" resource ")
        .append(FieldError.quoted(resource))
        .append(" in API group ")
        .append(FieldError.quoted(request.group()));
    if (request.namespace().isEmpty()) {
      why.append(" at the cluster scope");
    } else {
      why.append(" in the namespace ").append(FieldError.quoted(request.namespace()));
    }
    return ApiStatus.forbidden(
        new GroupResource(request.group(), request.resource()),
        request.name(),
        withReason(why, reason));
  }

  private static String withReason(StringBuilder why, String reason) {
    return reason.isEmpty() ? why.toString() : why.append(": ").append(reason).toString();
  }
}
