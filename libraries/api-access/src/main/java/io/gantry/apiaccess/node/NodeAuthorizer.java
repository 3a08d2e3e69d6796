package io.gantry.apiaccess.node;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.rbac.PolicyRule;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.GroupResource;
import java.util.List;
import java.util.Set;

/**
 * Says what a node agent may do: read and write its own Node, lease and pods, read what its pods
 * refer to, get tokens for their ServiceAccounts; and what fixed rules allow every node. Has no
 * opinion on others. Source: KEP-279, KEP-4601 (lists of pods need the selector {@code
 * spec.nodeName}).
 */
public final class NodeAuthorizer implements Authorizer {
  private static final String NODES_GROUP = "system:nodes";
  private static final String NODE_USER = "system:node:";
  private static final Set<String> READS = Set.of("get", "list", "watch");
  private static final Set<String> WRITES = Set.of("get", "create", "update", "patch", "delete");
  private static final Decision YES = new Decision(Verdict.ALLOW, "");
  private static final Decision NO = new Decision(Verdict.NO_OPINION, "");

  private final NodeGraph graph;
  private final List<PolicyRule> rules;

  /**
   * @param rules what every node may do; see {@link NodeRules}
   */
  public NodeAuthorizer(NodeGraph graph, List<PolicyRule> rules) {
    this.graph = graph;
    this.rules = List.copyOf(rules);
  }

  @Override
  public Decision authorize(UserInfo user, RequestInfo request) {
    if (!user.name().startsWith(NODE_USER) || !user.groups().contains(NODES_GROUP)) {
      return NO;
    }
    String node = user.name().substring(NODE_USER.length());
    if (node.isEmpty()) {
      return no("unknown node for user \"" + user.name() + "\"");
    }
    if (!request.resourceRequest()) {
      return byRules(request);
    }
    return switch (request.groupResource().toString()) {
      case "secrets", "configmaps" -> readOfOwn(node, request);
      case "persistentvolumeclaims" ->
          request.subresource().equals("status")
              ? statusOfOwn(node, request)
              : getOfOwn(node, request);
      case "persistentvolumes",
          "resourceclaims.resource.k8s.io",
          "volumeattachments.storage.k8s.io" ->
          getOfOwn(node, request);
      case "serviceaccounts" -> token(node, request);
      case "leases.coordination.k8s.io" -> lease(node, request);
      case "csinodes.storage.k8s.io" -> csiNode(node, request);
      case "nodes" -> node(node, request);
      case "pods" -> pod(node, request);
      default -> byRules(request);
    };
  }

  private Decision byRules(RequestInfo request) {
    return rules.stream().anyMatch(rule -> rule.allows(request)) ? YES : NO;
  }

  private Decision readOfOwn(String node, RequestInfo request) {
    if (!READS.contains(request.verb())) {
      return no("can only read resources of this type");
    }
    if (!request.subresource().isEmpty()) {
      return no("cannot read subresource");
    }
    if (request.namespace().isEmpty()) {
      return no("can only read namespaced object of this type");
    }
    return ifRelated(node, request);
  }

  private Decision getOfOwn(String node, RequestInfo request) {
    if (!request.verb().equals("get")) {
      return no("can only get individual resources of this type");
    }
    if (!request.subresource().isEmpty()) {
      return no("cannot get subresource");
    }
    return ifRelated(node, request);
  }

  private Decision statusOfOwn(String node, RequestInfo request) {
    if (!request.verb().equals("update") && !request.verb().equals("patch")) {
      return no("can only get/update/patch this type");
    }
    return ifRelated(node, request);
  }

  private Decision token(String node, RequestInfo request) {
    if (!request.verb().equals("create") || request.name().isEmpty()) {
      return no("can only create tokens for individual service accounts");
    }
    if (!request.subresource().equals("token")) {
      return no("can only create token subresource of serviceaccount");
    }
    return ifRelated(node, request);
  }

  private Decision ifRelated(String node, RequestInfo request) {
    if (request.name().isEmpty()) {
      return no("No Object name found");
    }
    GroupResource resource = request.groupResource();
    if (graph.related(node, resource, request.namespace(), request.name())) {
      return YES;
    }
    return no("no relationship found between node '" + node + "' and this object");
  }

  private static Decision lease(String node, RequestInfo request) {
    if (!WRITES.contains(request.verb())) {
      return no("can only get, create, update, patch, or delete a node lease");
    }
    if (!request.namespace().equals("kube-node-lease")) {
      return no("can only access leases in the \"kube-node-lease\" system namespace");
    }
    // The name of what is created stands in its body, where admission looks.
    if (!request.verb().equals("create") && !request.name().equals(node)) {
      return no("can only access node lease with the same name as the requesting node");
    }
    return YES;
  }

  private static Decision csiNode(String node, RequestInfo request) {
    if (!WRITES.contains(request.verb())) {
      return no("can only get, create, update, patch, or delete a CSINode");
    }
    if (!request.subresource().isEmpty()) {
      return no("cannot authorize CSINode subresources");
    }
    if (!request.verb().equals("create") && !request.name().equals(node)) {
      return no("can only access CSINode with the same name as the requesting node");
    }
    return YES;
  }

  private static Decision node(String node, RequestInfo request) {
    if (request.subresource().equals("status")) {
      return Set.of("update", "patch").contains(request.verb()) ? YES : NO;
    }
    if (!request.subresource().isEmpty()) {
      return NO;
    }
    return switch (request.verb()) {
      case "create", "update", "patch" -> YES;
      case "get", "list", "watch" -> {
        if (request.name().equals(node)) {
          yield YES;
        }
        yield request.name().isEmpty()
            ? no("node '" + node + "' cannot read all nodes, only its own Node object")
            : no(
                "node '"
                    + node
                    + "' cannot read '"
                    + request.name()
                    + "', only its own Node object");
      }
      default -> NO;
    };
  }

  private Decision pod(String node, RequestInfo request) {
    return switch (request.subresource()) {
      case "" ->
          switch (request.verb()) {
            case "get" -> getOfOwn(node, request);
            case "list", "watch" -> podsOfOwn(node, request);
            // Mirror pods; admission sees to it that they are the node's own.
            case "create", "delete" -> YES;
            default -> NO;
          };
      case "status" -> Set.of("update", "patch").contains(request.verb()) ? YES : NO;
      case "eviction" -> request.verb().equals("create") ? YES : NO;
      default -> NO;
    };
  }

  private Decision podsOfOwn(String node, RequestInfo request) {
    for (FieldSelector.Term term : request.fieldSelector().terms()) {
      if (term.equal() && term.field().equals("spec.nodeName") && term.value().equals(node)) {
        return YES;
      }
    }
    return request.name().isEmpty()
        ? no("can only list/watch pods with spec.nodeName field selector")
        : ifRelated(node, request);
  }

  private static Decision no(String reason) {
    return new Decision(Verdict.NO_OPINION, reason);
  }
}
