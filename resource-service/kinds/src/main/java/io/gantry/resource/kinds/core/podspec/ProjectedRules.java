package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Volumes whose files come from the API: secrets, config maps, the pod itself, tokens. */
final class ProjectedRules {
  private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";
  private static final List<String> POD_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  private ProjectedRules() {}

  /** Mode and items of a secret or config map. */
  static void files(Findings out, FieldPath path, JsonNode source) {
    mode(out, path, source, "defaultMode");
    items(out, path, source);
  }

  private static void items(Findings out, FieldPath path, JsonNode source) {
    int i = 0;
    for (JsonNode item : Json.items(source, "items")) {
      FieldPath at = path.child("items").index(i++);
      out.present(at.child("key"), Json.text(item, "key"));
      String file = Json.text(item, "path");
      if (file.isEmpty()) {
        out.required(at.child("path"));
      } else {
        PathRules.notReserved(out, at.child("path"), file);
      }
      mode(out, at, item, "mode");
    }
  }

  private static void mode(Findings out, FieldPath path, JsonNode node, String field) {
    JsonNode mode = Json.at(node, field);
    if (mode != null && (mode.longValue() < 0 || mode.longValue() > 0777)) {
      out.invalid(path.child(field), mode.longValue(), MODE);
    }
  }

  static void downward(Findings out, FieldPath path, JsonNode source) {
    mode(out, path, source, "defaultMode");
    for (JsonNode item : Json.items(source, "items")) {
      downwardFile(out, path, item);
    }
  }

  /** Kubernetes names the list, not the item. */
  private static void downwardFile(Findings out, FieldPath path, JsonNode item) {
    String file = Json.text(item, "path");
    if (file.isEmpty()) {
      out.required(path.child("path"));
    }
    PathRules.notReserved(out, path.child("path"), file);
    JsonNode field = Json.at(item, "fieldRef");
    JsonNode resource = Json.at(item, "resourceFieldRef");
    if (field != null) {
      DownwardRules.fieldRef(out, path.child("fieldRef"), field, POD_FIELDS);
      if (resource != null) {
        out.invalid(
            path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (resource != null) {
      DownwardRules.resourceRef(out, path.child("resourceFieldRef"), resource, true);
    } else {
      out.required(path, "one of fieldRef and resourceFieldRef is required");
    }
    mode(out, path, item, "mode");
  }

  static void projected(Findings out, FieldPath path, JsonNode volume) {
    mode(out, path, volume, "defaultMode");
    Set<String> files = new HashSet<>();
    int i = 0;
    for (JsonNode source : Json.items(volume, "sources")) {
      FieldPath at = path.child("sources").index(i++);
      int count = 0;
      for (String kind : List.of("secret", "configMap")) {
        JsonNode node = Json.at(source, kind);
        if (node != null) {
          count++;
          String name = Json.text(node, "name");
          out.present(at.child(kind, "name"), name);
          items(out, at.child(kind), node);
          for (JsonNode item : Json.items(node, "items")) {
            String file = Json.text(item, "path");
            if (!file.isEmpty() && !files.add(file)) {
              out.invalid(path, name, "conflicting duplicate paths");
            }
          }
        }
      }
      if (Json.has(source, "downwardAPI")) {
        count++;
        for (JsonNode item : Json.items(source, "downwardAPI", "items")) {
          downwardFile(out, at.child("downwardAPI"), item);
          String file = Json.text(item, "path");
          if (!file.isEmpty() && !files.add(file)) {
            out.invalid(path, file, "conflicting duplicate paths");
          }
        }
      }
      if (Json.has(source, "serviceAccountToken")) {
        count++;
        token(out, path, at.child("serviceAccountToken"), Json.at(source, "serviceAccountToken"));
      }
      if (count > 1) {
        out.forbidden(at, "may not specify more than 1 volume type per source");
      }
    }
  }

  private static void token(Findings out, FieldPath volume, FieldPath at, JsonNode token) {
    long seconds = Json.number(token, 0, "expirationSeconds");
    if (seconds < 600) {
      out.invalid(
          at.child("expirationSeconds"),
          seconds,
          "may not specify a duration less than 10 minutes");
    } else if (seconds > 1L << 32) {
      out.invalid(
          at.child("expirationSeconds"),
          seconds,
          "may not specify a duration larger than 2^32 seconds");
    }
    String file = Json.text(token, "path");
    if (file.isEmpty()) {
      out.required(volume.child("path"));
    } else {
      PathRules.notReserved(out, volume.child("path"), file);
    }
  }
}
