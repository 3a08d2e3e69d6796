package io.gantry.replication.revision;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Claimable;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A ControllerRevision: one template its owner had. */
public record Revision(ResourceObject object, long number, String hash) implements Claimable {
  public static final String HASH_LABEL = "controller-revision-hash";

  public static Revision of(ResourceObject object) {
    return new Revision(
        object,
        Json.number(object.tree(), 0, "revision"),
        object.labels().getOrDefault(HASH_LABEL, ""));
  }

  /** The template kept in {@code data.spec.template}. */
  public ObjectNode template() {
    ObjectNode template =
        Json.at(object.tree(), "data", "spec", "template") instanceof ObjectNode kept
            ? kept
            : Json.object();
    template.remove("$patch");
    return template;
  }

  public String name() {
    return object.name();
  }

  @Override
  public ObjectKey key() {
    return object.key();
  }

  @Override
  public String uid() {
    return object.uid();
  }

  @Override
  public Map<String, String> labels() {
    return object.labels();
  }

  @Override
  public Optional<OwnerReference> controller() {
    return object.controller();
  }

  @Override
  public boolean deleting() {
    return object.deleting();
  }
}
