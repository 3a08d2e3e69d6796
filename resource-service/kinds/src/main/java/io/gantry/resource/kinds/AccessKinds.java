package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.access.SelfSubjectReviews;
import io.gantry.resource.kinds.access.SelfSubjectRulesReviews;
import io.gantry.resource.kinds.access.SubjectAccessReviews;
import io.gantry.resource.kinds.access.TokenReviews;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.SubresourceHandler;
import java.util.List;
import java.util.Map;

/** The create-only kinds of authentication.k8s.io and authorization.k8s.io. */
public final class AccessKinds {
  private AccessKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds, KindPorts ports) {
    review(kinds, "authentication.k8s.io", "tokenreviews", new TokenReviews(ports.authenticator()));
    review(
        kinds,
        "authentication.k8s.io",
        "selfsubjectreviews",
        new SelfSubjectReviews(ports.clock()));
    SubjectAccessReviews access = new SubjectAccessReviews(ports.authorizer());
    for (String resource :
        List.of("subjectaccessreviews", "selfsubjectaccessreviews", "localsubjectaccessreviews")) {
      review(kinds, "authorization.k8s.io", resource, access);
    }
    review(
        kinds,
        "authorization.k8s.io",
        "selfsubjectrulesreviews",
        new SelfSubjectRulesReviews(ports.policies()));
  }

  private static void review(
      Map<GroupResource, KindParts> kinds,
      String group,
      String resource,
      SubresourceHandler handler) {
    kinds.put(
        new GroupResource(group, resource),
        KindParts.of(new ObjectStrategy(false, false), Cells.NAME_AND_CREATED).with("", handler));
  }
}
