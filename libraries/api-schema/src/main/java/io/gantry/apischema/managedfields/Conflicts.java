package io.gantry.apischema.managedfields;

import io.gantry.apimodel.ApiStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields an apply would take from their managers. */
final class Conflicts {
  /** By manager in the order of their names, each with what it would lose. */
  private final Map<String, FieldSet> lost = new TreeMap<>();

  private final Map<String, ManagerEntry> managers = new TreeMap<>();

  void add(ManagerEntry manager, FieldSet fields) {
    String identity =
        String.join(
            "\n",
            manager.manager(),
            manager.operation(),
            manager.apiVersion(),
            manager.subresource());
    managers.put(identity, manager);
    lost.merge(identity, fields, FieldSet::union);
  }

  boolean isEmpty() {
    return lost.isEmpty();
  }

  /** Those that are about other fields. */
  Conflicts without(FieldSet allowed) {
    Conflicts rest = new Conflicts();
    lost.forEach(
        (identity, fields) -> {
          FieldSet left = fields.minus(allowed);
          if (!left.isEmpty()) {
            rest.add(managers.get(identity), left);
          }
        });
    return rest;
  }

  RuntimeException asException() {
    List<ApiStatus.Cause> causes = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    lost.forEach(
        (identity, fields) -> {
          String owner = managers.get(identity).shown();
          lines.add("conflicts with " + owner + ":");
          for (List<String> path : fields.paths()) {
            String field = FieldSet.shown(path);
            causes.add(
                new ApiStatus.Cause("FieldManagerConflict", "conflict with " + owner, field));
            lines.add("- " + field);
          }
        });
    String message =
        causes.size() == 1
            ? "Apply failed with 1 conflict: "
                + causes.getFirst().message()
                + ": "
                + causes.getFirst().field()
            : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
    return new ApiStatus(409, "Conflict", message, new ApiStatus.Details("", "", "", "", causes, 0))
        .asException();
  }
}
