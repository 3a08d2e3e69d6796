package io.gantry.apischema.managedfields;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of field paths as a tree. A step is written as in {@code fieldsV1}: {@code f:name} for a
 * field, {@code k:{"name":"x"}} for an item of a keyed list, {@code v:1} for an item of a set. A
 * path may be a member and have members below it.
 */
final class FieldSet {
  private final Set<String> members = new TreeSet<>();
  private final Map<String, FieldSet> children = new TreeMap<>();

  static FieldSet of(JsonNode fieldsV1) {
    FieldSet set = new FieldSet();
    if (fieldsV1 != null && fieldsV1.isObject()) {
      for (Map.Entry<String, JsonNode> entry : fieldsV1.properties()) {
        String step = entry.getKey();
        if (step.equals(".")) {
          continue;
        }
        JsonNode below = entry.getValue();
        if (below.isEmpty() || below.has(".")) {
          set.members.add(step);
        }
        FieldSet child = of(below);
        if (!child.isEmpty()) {
          set.children.put(step, child);
        }
      }
    }
    return set;
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    Set<String> steps = new TreeSet<>(members);
    steps.addAll(children.keySet());
    for (String step : steps) {
      FieldSet child = children.get(step);
      if (child == null) {
        json.putObject(step);
        continue;
      }
      ObjectNode below = Json.object();
      if (members.contains(step)) {
        below.putObject(".");
      }
      for (Map.Entry<String, JsonNode> entry : child.toJson().properties()) {
        below.set(entry.getKey(), entry.getValue());
      }
      json.set(step, below);
    }
    return json;
  }

  void add(List<String> path) {
    FieldSet at = this;
    for (String step : path.subList(0, path.size() - 1)) {
      at = at.children.computeIfAbsent(step, s -> new FieldSet());
    }
    at.members.add(path.getLast());
  }

  boolean contains(List<String> path) {
    FieldSet at = below(path.subList(0, path.size() - 1));
    return at != null && at.members.contains(path.getLast());
  }

  /** The part below a path; null when there is none. */
  FieldSet below(List<String> path) {
    FieldSet at = this;
    for (String step : path) {
      at = at == null ? null : at.children.get(step);
    }
    return at;
  }

  boolean isEmpty() {
    return members.isEmpty() && children.isEmpty();
  }

  Set<String> members() {
    return members;
  }

  Map<String, FieldSet> children() {
    return children;
  }

  FieldSet union(FieldSet other) {
    FieldSet result = copy();
    result.members.addAll(other.members);
    other.children.forEach(
        (step, child) ->
            result.children.merge(step, child.copy(), (mine, theirs) -> mine.union(theirs)));
    return result;
  }

  FieldSet minus(FieldSet other) {
    FieldSet result = new FieldSet();
    result.members.addAll(members);
    result.members.removeAll(other.members);
    children.forEach(
        (step, child) -> {
          FieldSet gone = other.children.get(step);
          FieldSet rest = gone == null ? child.copy() : child.minus(gone);
          if (!rest.isEmpty()) {
            result.children.put(step, rest);
          }
        });
    return result;
  }

  /** Also drops whatever lies below a member of {@code other}. */
  FieldSet minusBelow(FieldSet other) {
    FieldSet result = new FieldSet();
    result.members.addAll(members);
    result.members.removeAll(other.members);
    children.forEach(
        (step, child) -> {
          if (other.members.contains(step)) {
            return;
          }
          FieldSet gone = other.children.get(step);
          FieldSet rest = gone == null ? child.copy() : child.minusBelow(gone);
          if (!rest.isEmpty()) {
            result.children.put(step, rest);
          }
        });
    return result;
  }

  FieldSet intersect(FieldSet other) {
    FieldSet result = new FieldSet();
    result.members.addAll(members);
    result.members.retainAll(other.members);
    children.forEach(
        (step, child) -> {
          FieldSet theirs = other.children.get(step);
          FieldSet both = theirs == null ? new FieldSet() : child.intersect(theirs);
          if (!both.isEmpty()) {
            result.children.put(step, both);
          }
        });
    return result;
  }

  FieldSet copy() {
    FieldSet copy = new FieldSet();
    copy.members.addAll(members);
    children.forEach((step, child) -> copy.children.put(step, child.copy()));
    return copy;
  }

  /** All members, each as its steps: those of a level before what lies below the level. */
  List<List<String>> paths() {
    List<List<String>> paths = new ArrayList<>();
    collect(new ArrayList<>(), paths);
    return paths;
  }

  private void collect(List<String> prefix, List<List<String>> into) {
    for (String step : members) {
      prefix.add(step);
      into.add(List.copyOf(prefix));
      prefix.removeLast();
    }
    children.forEach(
        (step, child) -> {
          prefix.add(step);
          child.collect(prefix, into);
          prefix.removeLast();
        });
  }

  /** A path as conflict messages print it: {@code .spec.containers[name="x"].image}. */
  static String shown(List<String> path) {
    StringBuilder out = new StringBuilder();
    for (String step : path) {
      String rest = step.substring(2);
      switch (step.charAt(0)) {
        case 'f' -> out.append('.').append(rest);
        case 'k' -> {
          StringBuilder keys = new StringBuilder();
          for (Map.Entry<String, JsonNode> key : Json.parse(rest).properties()) {
            keys.append(keys.isEmpty() ? "" : ",")
                .append(key.getKey())
                .append('=')
                .append(key.getValue());
          }
          out.append('[').append(keys).append(']');
        }
        case 'v' -> out.append("[=").append(rest).append(']');
        default -> out.append('[').append(rest).append(']');
      }
    }
    return out.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldSet that
        && members.equals(that.members)
        && children.equals(that.children);
  }

  @Override
  public int hashCode() {
    return members.hashCode() * 31 + children.hashCode();
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
