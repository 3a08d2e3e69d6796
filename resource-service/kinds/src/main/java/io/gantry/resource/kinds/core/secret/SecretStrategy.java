package io.gantry.resource.kinds.core.secret;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apischema.codec.JsonSyntax;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.DataRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Secret; values are never repeated in errors. */
public final class SecretStrategy extends ObjectStrategy {
  private static final String REDACTED = "<secret contents redacted>";
  private static final FieldPath DATA = FieldPath.of("data");

  public SecretStrategy() {
    super(false, false);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    mergeStringData(object);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    mergeStringData(object);
    if (Json.text(object, "type").isEmpty()) {
      object.put("type", Json.text(old, "type"));
    }
  }

  /** {@code stringData} is for writing only. */
  private static void mergeStringData(ObjectNode object) {
    Map<String, String> texts = Json.map(object, "stringData");
    object.remove("stringData");
    for (Map.Entry<String, String> text : texts.entrySet()) {
      byte[] bytes = text.getValue().getBytes(StandardCharsets.UTF_8);
      Json.ensureObject(object, "data")
          .put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    DataRules.keys(out, object, "data");
    DataRules.size(out, DATA, object, List.of("data"));
    switch (Json.text(object, "type")) {
      case "kubernetes.io/service-account-token" -> {
        String annotation = "kubernetes.io/service-account.name";
        if (Json.text(object, "metadata", "annotations", annotation).isEmpty()) {
          out.required(FieldPath.of("metadata").child("annotations").key(annotation));
        }
      }
      case "kubernetes.io/dockercfg" -> json(out, object, ".dockercfg");
      case "kubernetes.io/dockerconfigjson" -> json(out, object, ".dockerconfigjson");
      case "kubernetes.io/basic-auth" -> {
        if (!Json.has(object, "data", "username") && !Json.has(object, "data", "password")) {
          out.required(DATA.key("username"));
          out.required(DATA.key("password"));
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (Json.text(object, "data", "ssh-privatekey").isEmpty()) {
          out.required(DATA.key("ssh-privatekey"));
        }
      }
      case "kubernetes.io/tls" -> {
        for (String key : List.of("tls.crt", "tls.key")) {
          if (!Json.has(object, "data", key)) {
            out.required(DATA.key(key));
          }
        }
      }
      default -> {}
    }
    return out.list();
  }

  private static void json(Findings out, ObjectNode object, String key) {
    JsonNode value = Json.at(object, "data", key);
    if (value == null) {
      out.required(DATA.key(key));
      return;
    }
    byte[] text = Base64.getDecoder().decode(value.asString());
    String wrong = JsonSyntax.explain(text, "");
    if (wrong.isEmpty()) {
      JsonNode config = Json.parse(text);
      if (config.isObject() || config.isNull()) {
        return;
      }
      String type =
          switch (config.getNodeType()) {
            case ARRAY -> "array";
            case STRING -> "string";
            case NUMBER -> "number";
            default -> "bool";
          };
      wrong = "json: cannot unmarshal " + type + " into Go value of type map[string]interface {}";
    }
    out.invalid(DATA.key(key), REDACTED, wrong);
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings();
    out.add(FieldRules.immutable(FieldPath.of("type"), object.get("type"), old.get("type")));
    DataRules.immutable(out, object, old, List.of("data"));
    return out.add(validate(context, object)).list();
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode object) {
    return Map.of("type", Json.text(object, "type"));
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("type");
  }
}
