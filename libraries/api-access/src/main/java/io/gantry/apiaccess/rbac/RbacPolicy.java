package io.gantry.apiaccess.rbac;

import io.gantry.apiaccess.UserInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All roles and bindings of a moment, immutable. Bindings are found by subject, so that a question
 * costs the bindings of the user and the user's groups, not those of everyone.
 */
public final class RbacPolicy {
  public static final RbacPolicy EMPTY = new RbacPolicy(Map.of(), Part.EMPTY, Map.of());

  /** A binding that names the user or one of the user's groups. */
  record Match(RoleBinding binding, RoleBinding.Subject subject) {}

  /** One scope's bindings by subject, and its Roles' rules by name. */
  record Part(Map<String, List<PolicyRule>> roles, Map<String, List<Match>> bySubject) {
    static final Part EMPTY = new Part(Map.of(), Map.of());

    static Part of(Iterable<RoleRules> roles, Iterable<RoleBinding> bindings) {
      Map<String, List<PolicyRule>> rules = new HashMap<>();
      roles.forEach(role -> rules.put(role.name(), role.rules()));
      Map<String, List<Match>> bySubject = new HashMap<>();
      for (RoleBinding binding : bindings) {
        for (RoleBinding.Subject subject : binding.subjects()) {
          bySubject
              .computeIfAbsent(subject.key(), key -> new ArrayList<>())
              .add(new Match(binding, subject));
        }
      }
      return new Part(rules, bySubject);
    }
  }

  /** Sees the rules that apply to a user, until it has seen enough. */
  interface Visitor {
    /** False ends the visit. */
    boolean visit(Match match, PolicyRule rule);

    /** A binding names a role that does not exist. */
    void missing(boolean clusterRole, String roleName);
  }

  private final Map<String, List<PolicyRule>> clusterRoles;
  private final Part cluster;
  private final Map<String, Part> namespaces;

  RbacPolicy(
      Map<String, List<PolicyRule>> clusterRoles, Part cluster, Map<String, Part> namespaces) {
    this.clusterRoles = clusterRoles;
    this.cluster = cluster;
    this.namespaces = namespaces;
  }

  /** The rules of ClusterRoles, with those of aggregated ones put together. */
  static Map<String, List<PolicyRule>> resolve(Map<String, RoleRules> roles) {
    Map<String, List<PolicyRule>> resolved = new HashMap<>();
    Map<String, RoleRules> ordered = new TreeMap<>(roles);
    for (RoleRules role : ordered.values()) {
      List<PolicyRule> rules =
          role.aggregates() == null
              ? role.rules()
              : List.copyOf(aggregated(role, ordered, new HashSet<>()));
      resolved.put(role.name(), rules);
    }
    return resolved;
  }

  /** An aggregated role may be part of another one (view, edit, admin), even in a circle. */
  private static Set<PolicyRule> aggregated(
      RoleRules role, Map<String, RoleRules> all, Set<String> seen) {
    Set<PolicyRule> rules = new java.util.LinkedHashSet<>();
    if (!seen.add(role.name())) {
      return rules;
    }
    for (RoleRules candidate : all.values()) {
      if (role.aggregates().stream().anyMatch(s -> s.matches(candidate.labels()))) {
        if (candidate.aggregates() == null) {
          rules.addAll(candidate.rules());
        } else {
          rules.addAll(aggregated(candidate, all, seen));
        }
      }
    }
    return rules;
  }

  /**
   * Visits cluster-wide bindings, then those of the namespace.
   *
   * @param namespace empty for none
   */
  void visit(UserInfo user, String namespace, Visitor visitor) {
    if (visit(cluster, user, visitor) && !namespace.isEmpty()) {
      visit(namespaces.getOrDefault(namespace, Part.EMPTY), user, visitor);
    }
  }

  private boolean visit(Part part, UserInfo user, Visitor visitor) {
    if (part.bySubject().isEmpty()) {
      return true;
    }
    if (!visit(part, RoleBinding.userKey(user.name()), visitor)) {
      return false;
    }
    for (String group : user.groups()) {
      if (!visit(part, RoleBinding.groupKey(group), visitor)) {
        return false;
      }
    }
    return true;
  }

  private boolean visit(Part part, String subjectKey, Visitor visitor) {
    List<Match> matches = part.bySubject().get(subjectKey);
    if (matches == null) {
      return true;
    }
    for (Match match : matches) {
      RoleBinding binding = match.binding();
      List<PolicyRule> rules =
          binding.clusterRole()
              ? clusterRoles.get(binding.roleName())
              : part.roles().get(binding.roleName());
      if (rules == null) {
        visitor.missing(binding.clusterRole(), binding.roleName());
        continue;
      }
      for (PolicyRule rule : rules) {
        if (!visitor.visit(match, rule)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The rules of a ClusterRole as they count, aggregation resolved; null when there is none. */
  public List<PolicyRule> clusterRole(String name) {
    return clusterRoles.get(name);
  }

  /** The rules of a Role; null when there is none. */
  public List<PolicyRule> role(String namespace, String name) {
    return namespaces.getOrDefault(namespace, Part.EMPTY).roles().get(name);
  }

  /** All rules that apply to a user in a namespace, each once, and names of roles not found. */
  public Rules rulesFor(UserInfo user, String namespace) {
    Map<PolicyRule, Boolean> rules = new LinkedHashMap<>();
    MissingRoles missing = new MissingRoles();
    visit(
        user,
        namespace,
        new Visitor() {
          @Override
          public boolean visit(Match match, PolicyRule rule) {
            rules.put(rule, true);
            return true;
          }

          @Override
          public void missing(boolean clusterRole, String roleName) {
            missing.add(clusterRole, roleName);
          }
        });
    return new Rules(List.copyOf(rules.keySet()), missing.text());
  }

  /**
   * @param error empty, or which roles were not found
   */
  public record Rules(List<PolicyRule> rules, String error) {}
}
