package io.gantry.resource.machinery.subresources;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import io.gantry.resource.machinery.SubresourceView;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /scale}: an {@code autoscaling/v1 Scale} made of an object.
 *
 * @param specReplicas where the wanted number stands, {@code spec.replicas}
 * @param statusReplicas where the actual number stands
 * @param selector where the selector stands: an object with matchLabels, a map of labels, or a
 *     text; empty for none
 */
public record ScaleSubresource(String specReplicas, String statusReplicas, String selector)
    implements SubresourceHandler, SubresourceView {
  private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

  /** The paths of all built-in kinds. */
  public ScaleSubresource() {
    this("spec.replicas", "status.replicas", "spec.selector");
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    return verbs.serve(call, definition, this);
  }

  @Override
  public GroupVersionKind kind() {
    return SCALE;
  }

  @Override
  public ObjectNode show(ObjectNode object) {
    ObjectNode scale = Json.object();
    scale.put("kind", SCALE.kind()).put("apiVersion", SCALE.apiVersion());
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonNode value = Json.at(object, "metadata", field);
      if (value != null) {
        metadata.set(field, value);
      }
    }
    long wanted = number(object, specReplicas);
    ObjectNode spec = scale.putObject("spec");
    if (wanted != 0) {
      spec.put("replicas", wanted);
    }
    ObjectNode status = scale.putObject("status");
    status.put("replicas", number(object, statusReplicas));
    String query = query(object);
    if (!query.isEmpty()) {
      status.put("selector", query);
    }
    return scale;
  }

  @Override
  public void take(ObjectNode document, ObjectNode object) {
    List<String> path = Arrays.asList(specReplicas.split("\\."));
    ObjectNode parent =
        Json.ensureObject(object, path.subList(0, path.size() - 1).toArray(String[]::new));
    parent.put(path.getLast(), Json.number(document, 0, "spec", "replicas"));
  }

  @Override
  public List<FieldError> validate(ObjectNode document) {
    return FieldRules.nonNegative(
        FieldPath.of("spec").child("replicas"), Json.number(document, 0, "spec", "replicas"));
  }

  private String query(ObjectNode object) {
    JsonNode value = selector.isEmpty() ? null : Json.at(object, selector.split("\\."));
    if (value == null) {
      return "";
    }
    if (value.isString()) {
      return value.stringValue();
    }
    boolean isMap = !value.has("matchLabels") && !value.has("matchExpressions");
    return (isMap ? LabelSelector.exact(value) : LabelSelector.of(value)).toString();
  }

  private static long number(ObjectNode object, String path) {
    return Json.number(object, 0, path.split("\\."));
  }

  /** For kinds whose selector is given by nothing: custom resources without labelSelectorPath. */
  public static ScaleSubresource of(Map<String, String> paths) {
    return new ScaleSubresource(
        paths.getOrDefault("specReplicasPath", ".spec.replicas").substring(1),
        paths.getOrDefault("statusReplicasPath", ".status.replicas").substring(1),
        paths.containsKey("labelSelectorPath") ? paths.get("labelSelectorPath").substring(1) : "");
  }
}
