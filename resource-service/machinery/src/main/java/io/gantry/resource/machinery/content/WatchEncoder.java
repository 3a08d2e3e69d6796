package io.gantry.resource.machinery.content;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Change;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.store.WatchEvent;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Encodes one watch's events; watchers that want the same share the bytes. */
public final class WatchEncoder {
  private static final byte[] END = "}\n".getBytes(StandardCharsets.UTF_8);

  /** What makes two encodings of an event differ. */
  private record Variant(
      String version,
      Representation.Shape shape,
      String metaVersion,
      String includeObject,
      boolean withColumns) {}

  private final Renderer renderer;
  private final Target target;
  private final Representation as;
  private boolean first = true;

  /**
   * @throws io.gantry.apimodel.StatusException 406
   */
  public WatchEncoder(Renderer renderer, Target target) {
    this.renderer = renderer;
    this.target = target;
    this.as = Renderer.representation(target.call());
  }

  /** Always a stream of JSON documents. */
  public String contentType() {
    return "application/json";
  }

  public byte[] event(WatchEvent event) {
    boolean withColumns = as.shape() == Representation.Shape.TABLE && first;
    first = false;
    Variant variant =
        new Variant(
            target.kind().apiVersion(),
            as.shape(),
            as.metaVersion(),
            as.includeObject(),
            withColumns);
    return event.encoded(variant, e -> encode(e.type(), e.object(), withColumns));
  }

  private byte[] encode(Change.Type type, ResourceObject object, boolean withColumns) {
    byte[] json =
        switch (as.shape()) {
          case OBJECT -> renderer.json(target, object);
          case METADATA ->
              Json.bytes(Tables.metadataOnly(renderer.tree(target, object), as.metaVersion()));
          case TABLE ->
              Json.bytes(renderer.table(target, as, renderer.stored(target, object), withColumns));
        };
    return Renderer.concat(head(type.name()), json, END);
  }

  /** "You have seen everything up to here". */
  public byte[] bookmark(long revision, boolean initialEventsEnd) {
    ObjectNode object = Json.object();
    switch (as.shape()) {
      case OBJECT ->
          object
              .put("kind", target.definition().kind())
              .put("apiVersion", target.kind().apiVersion());
      case METADATA ->
          object
              .put("kind", "PartialObjectMetadata")
              .put("apiVersion", "meta.k8s.io/" + as.metaVersion());
      case TABLE ->
          object.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + as.metaVersion());
    }
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision));
    if (initialEventsEnd) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    if (as.shape() == Representation.Shape.TABLE) {
      object.putNull("columnDefinitions");
      object.putArray("rows");
    }
    return Renderer.concat(head("BOOKMARK"), Json.bytes(object), END);
  }

  public byte[] error(ApiStatus status) {
    return Renderer.concat(head("ERROR"), Json.bytes(status.toJson()), END);
  }

  private static byte[] head(String type) {
    return ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
  }
}
