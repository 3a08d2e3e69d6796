package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Where a container sees volumes: as directories or as block devices. */
final class VolumeMountRules {
  private final Findings out;
  private final JsonNode container;
  private final Map<String, JsonNode> volumes;

  VolumeMountRules(Findings out, JsonNode container, Map<String, JsonNode> volumes) {
    this.out = out;
    this.container = container;
    this.volumes = volumes;
  }

  void mounts(FieldPath path) {
    Set<String> points = new HashSet<>();
    Set<String> deviceNames = values("volumeDevices", "name");
    Set<String> devicePaths = values("volumeDevices", "devicePath");
    int i = 0;
    for (JsonNode mount : Json.items(container, "volumeMounts")) {
      FieldPath at = path.index(i++);
      String name = Json.text(mount, "name");
      String point = Json.text(mount, "mountPath");
      out.present(at.child("name"), name);
      if (!volumes.containsKey(name)) {
        out.add(FieldError.notFound(at.child("name"), name));
      }
      out.present(at.child("mountPath"), point);
      if (!points.add(point)) {
        out.invalid(at.child("mountPath"), point, "must be unique");
      }
      if (deviceNames.contains(name)) {
        out.invalid(at.child("name"), name, "must not already exist in volumeDevices");
      }
      if (devicePaths.contains(point)) {
        out.invalid(
            at.child("mountPath"), point, "must not already exist as a path in volumeDevices");
      }
      subPaths(path, at, mount);
      propagation(path, mount);
    }
  }

  /** Kubernetes names these without the mount's index. */
  private void subPaths(FieldPath path, FieldPath at, JsonNode mount) {
    String subPath = Json.text(mount, "subPath");
    String expression = Json.text(mount, "subPathExpr");
    if (!subPath.isEmpty()) {
      PathRules.descending(out, path.child("subPath"), subPath);
    }
    if (!expression.isEmpty()) {
      if (!subPath.isEmpty()) {
        out.invalid(
            at.child("subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
      }
      PathRules.descending(out, path.child("subPathExpr"), expression);
    }
  }

  private void propagation(FieldPath path, JsonNode mount) {
    JsonNode propagation = Json.at(mount, "mountPropagation");
    if (propagation != null) {
      out.optionalOneOf(
          path.child("mountPropagation"),
          propagation,
          List.of("Bidirectional", "HostToContainer", "None"));
      if (propagation.asString().equals("Bidirectional")
          && !Json.bool(container, false, "securityContext", "privileged")) {
        out.forbidden(
            path.child("mountPropagation"),
            "Bidirectional mount propagation is available only to privileged containers");
      }
    }
    JsonNode recursive = Json.at(mount, "recursiveReadOnly");
    if (recursive == null || recursive.asString().equals("Disabled")) {
      return;
    }
    FieldPath at = path.child("recursiveReadOnly");
    switch (recursive.asString()) {
      case "Enabled", "IfPossible" -> {
        if (!Json.bool(mount, false, "readOnly")) {
          out.forbidden(at, "may only be specified when readOnly is true");
        }
        if (propagation != null && !propagation.asString().equals("None")) {
          out.forbidden(at, "may only be specified when mountPropagation is None or not specified");
        }
      }
      default -> out.optionalOneOf(at, recursive, List.of("Disabled", "IfPossible", "Enabled"));
    }
  }

  void devices(FieldPath path) {
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    Set<String> mountNames = values("volumeMounts", "name");
    Set<String> mountPaths = values("volumeMounts", "mountPath");
    int i = 0;
    for (JsonNode device : Json.items(container, "volumeDevices")) {
      FieldPath at = path.index(i++);
      String name = Json.text(device, "name");
      String devicePath = Json.text(device, "devicePath");
      JsonNode volume = volumes.get(name);
      out.present(at.child("name"), name);
      if (names.contains(name)) {
        out.invalid(at.child("name"), name, "must be unique");
      }
      if (volume == null) {
        out.add(FieldError.notFound(at.child("name"), name));
      } else if (!volume.has("persistentVolumeClaim") && !volume.has("ephemeral")) {
        out.invalid(
            at.child("name"),
            name,
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
      }
      out.present(at.child("devicePath"), devicePath);
      if (paths.contains(devicePath)) {
        out.invalid(at.child("devicePath"), devicePath, "must be unique");
      }
      if (PathRules.climbs(devicePath)) {
        out.invalid(at.child("devicePath"), devicePath, "can not contain backsteps ('..')");
      } else {
        paths.add(devicePath);
      }
      if (mountNames.contains(name)) {
        out.invalid(at.child("name"), name, "must not already exist in volumeMounts");
      }
      if (mountPaths.contains(devicePath)) {
        out.invalid(
            at.child("devicePath"), devicePath, "must not already exist as a path in volumeMounts");
      }
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
  }

  private Set<String> values(String list, String field) {
    Set<String> values = new HashSet<>();
    Json.items(container, list).forEach(item -> values.add(Json.text(item, field)));
    return values;
  }
}
