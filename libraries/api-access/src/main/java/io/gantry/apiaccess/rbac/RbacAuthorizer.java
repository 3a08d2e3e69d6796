package io.gantry.apiaccess.rbac;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;

/**
 * Allows what a role that is bound to the user allows. Never denies: whoever else is asked may
 * still allow. Members of {@code system:masters} may do everything, whatever the policy says.
 */
public final class RbacAuthorizer implements Authorizer {
  private static final String MASTERS = "system:masters";
  private static final Decision MASTER = new Decision(Verdict.ALLOW, "");
  private static final Decision NONE = new Decision(Verdict.NO_OPINION, "");

  private final RbacPolicySource policies;

  public RbacAuthorizer(RbacPolicySource policies) {
    this.policies = policies;
  }

  @Override
  public Decision authorize(UserInfo user, RequestInfo request) {
    if (user.groups().contains(MASTERS)) {
      return MASTER;
    }
    Search search = new Search(request);
    policies.current().visit(user, request.namespace(), search);
    if (search.found != null) {
      return new Decision(
          Verdict.ALLOW,
          "RBAC: allowed by " + search.found.binding().describe(search.found.subject()));
    }
    String missing = search.missing.text();
    return missing.isEmpty() ? NONE : new Decision(Verdict.NO_OPINION, "RBAC: " + missing);
  }

  private static final class Search implements RbacPolicy.Visitor {
    private final RequestInfo request;
    private final MissingRoles missing = new MissingRoles();
    private RbacPolicy.Match found;

    Search(RequestInfo request) {
      this.request = request;
    }

    @Override
    public boolean visit(RbacPolicy.Match match, PolicyRule rule) {
      if (!rule.allows(request)) {
        return true;
      }
      found = match;
      return false;
    }

    @Override
    public void missing(boolean clusterRole, String roleName) {
      missing.add(clusterRole, roleName);
    }
  }
}
