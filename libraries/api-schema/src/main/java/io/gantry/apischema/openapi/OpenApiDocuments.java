package io.gantry.apischema.openapi;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.SchemaRegistry;
import io.gantry.apischema.openapi.ServedResource.Subresource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code /openapi} answers. Documents are built when first asked for and kept until the served
 * resources or their schemas change. Thread-safe.
 */
public final class OpenApiDocuments {
  public static final String JSON = "application/json";

  /** What kubectl asks version 2 for. */
  public static final String V2_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private static final String VERSION = "v1.32.0";

  private final SchemaRegistry kinds;
  private final Supplier<List<ServedResource>> served;
  private volatile Generation generation;

  public OpenApiDocuments(SchemaRegistry kinds, Supplier<List<ServedResource>> served) {
    this.kinds = kinds;
    this.served = served;
  }

  /**
   * @param hash SHA-512 of the bytes, upper case: the {@code hash} of the address and the ETag
   */
  public record Document(byte[] bytes, String hash, String contentType) {}

  /** {@code /openapi/v3}: each group-version's address with the hash of what is there. */
  public Document v3Index() {
    return current().document("index", this::index);
  }

  /**
   * {@code /openapi/v3/<path>}.
   *
   * @param path {@code api/v1} or {@code apis/apps/v1}
   * @return empty for a path that has no resources
   */
  public Optional<Document> v3(String path) {
    Generation now = current();
    return now.paths().containsKey(path)
        ? Optional.of(now.document(path, g -> json(v3(g, g.paths().get(path)))))
        : Optional.empty();
  }

  /** {@code /openapi/v2} for browsers and scripts. */
  public Document v2Json() {
    return current().document("v2.json", g -> json(v2(g)));
  }

  /** {@code /openapi/v2} as gnostic's protobuf, which kubectl insists on. */
  public Document v2Protobuf() {
    return current().document("v2.pb", g -> hashed(GnosticWriter.document(v2(g)), V2_PROTOBUF));
  }

  /** The documents of one state of the registry; equal state, same generation. */
  private record Generation(
      List<ServedResource> served,
      List<KindSchema> kinds,
      Map<String, GroupVersion> paths,
      Map<String, Document> documents) {
    Document document(String name, java.util.function.Function<Generation, Document> build) {
      Document known = documents.get(name);
      if (known == null) {
        known = build.apply(this);
        documents.put(name, known);
      }
      return known;
    }

    boolean isOf(List<ServedResource> servedNow, List<KindSchema> kindsNow) {
      return served.equals(servedNow) && kinds.equals(kindsNow);
    }
  }

  private Generation current() {
    List<ServedResource> servedNow = List.copyOf(served.get());
    List<KindSchema> kindsNow =
        kinds.kinds().stream().sorted(Comparator.comparing(kind -> kind.gvk().toString())).toList();
    Generation known = generation;
    if (known == null || !known.isOf(servedNow, kindsNow)) {
      Map<String, GroupVersion> paths = new TreeMap<>();
      for (ServedResource resource : servedNow) {
        GroupVersion gv = resource.groupVersion();
        paths.put((gv.group().isEmpty() ? "api/" : "apis/") + gv.apiVersion(), gv);
      }
      known = new Generation(servedNow, kindsNow, paths, new ConcurrentHashMap<>());
      generation = known;
    }
    return known;
  }

  private Document index(Generation now) {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (String path : now.paths().keySet()) {
      String hash = now.document(path, g -> json(v3(g, g.paths().get(path)))).hash();
      paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash);
    }
    return json(index);
  }

  private ObjectNode v3(Generation now, GroupVersion gv) {
    SchemaWriter schemas = new SchemaWriter(true, definitions(now));
    PathWriter paths = new PathWriter(true, gvk -> reference(schemas, gvk));
    for (ServedResource resource : now.served()) {
      if (resource.groupVersion().equals(gv)) {
        paths.add(resource);
        references(schemas, resource);
      }
    }
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", VERSION);
    document.set("paths", paths.paths());
    ObjectNode components = document.putObject("components");
    components.set("schemas", schemas.schemas());
    components
        .putObject("securitySchemes")
        .putObject("BearerToken")
        .put("type", "apiKey")
        .put("description", "Bearer Token authentication")
        .put("name", "authorization")
        .put("in", "header");
    return document;
  }

  private ObjectNode v2(Generation now) {
    SchemaWriter schemas = new SchemaWriter(false, definitions(now));
    PathWriter paths = new PathWriter(false, gvk -> reference(schemas, gvk));
    for (ServedResource resource : now.served()) {
      paths.add(resource);
      references(schemas, resource);
    }
    ObjectNode document = Json.object().put("swagger", "2.0");
    document.putObject("info").put("title", "Kubernetes").put("version", VERSION);
    document.set("paths", paths.paths());
    document.set("definitions", schemas.schemas());
    return document;
  }

  /** The schemas that clients look up by kind, whether an operation names them or not. */
  private void references(SchemaWriter schemas, ServedResource resource) {
    GroupVersion gv = resource.groupVersion();
    reference(schemas, gv.kind(resource.kind()));
    reference(schemas, gv.kind(resource.kind() + "List"));
    for (Subresource sub : resource.subresources()) {
      reference(schemas, sub.kind());
    }
    reference(schemas, new GroupVersionKind("", "v1", "DeleteOptions"));
    reference(schemas, new GroupVersionKind("", "v1", "Status"));
  }

  private ObjectNode reference(SchemaWriter schemas, GroupVersionKind gvk) {
    return kinds.kind(gvk).map(kind -> schemas.reference(kind.type())).orElse(null);
  }

  private static Map<String, List<GroupVersionKind>> definitions(Generation now) {
    Map<String, List<GroupVersionKind>> kinds = new HashMap<>();
    for (KindSchema kind : now.kinds()) {
      List<GroupVersionKind> list =
          kinds.computeIfAbsent(kind.type().definition(), d -> new ArrayList<>());
      list.add(kind.gvk());
    }
    return kinds;
  }

  private static Document json(ObjectNode document) {
    return hashed(Json.bytes(document), JSON);
  }

  private static Document hashed(byte[] bytes, String contentType) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(bytes);
      return new Document(bytes, HexFormat.of().withUpperCase().formatHex(hash), contentType);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
