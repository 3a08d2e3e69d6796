package io.gantry.resource.kinds.expressions;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an expression may name.
 *
 * @param variables by name
 * @param structs the structures that variables' types refer to, by name
 */
public record Scope(Map<String, CelType> variables, Map<String, CelType> structs) {
  private static final String REQUEST = "kubernetes.AdmissionRequest";
  private static final String VARIABLES = "kubernetes.variables";

  /** What is known where a request is judged. */
  public static Scope ofAdmission(boolean hasParams) {
    Scope scope = new Scope(new HashMap<>(), new HashMap<>());
    for (String dynamic :
        new String[] {
          "object", "oldObject", "namespaceObject", "authorizer", "authorizer.requestResource"
        }) {
      scope.variables.put(dynamic, SimpleType.DYN);
    }
    if (hasParams) {
      scope.variables.put("params", SimpleType.DYN);
    }
    Map<String, CelType> fields = new HashMap<>();
    for (String dynamic : new String[] {"kind", "resource", "requestKind", "requestResource"}) {
      fields.put(dynamic, SimpleType.DYN);
    }
    for (String text :
        new String[] {"subResource", "requestSubResource", "name", "namespace", "operation"}) {
      fields.put(text, SimpleType.STRING);
    }
    fields.put("dryRun", SimpleType.BOOL);
    fields.put("options", SimpleType.DYN);
    fields.put("userInfo", user(scope));
    scope.variables.put("request", scope.struct(REQUEST, fields));
    return scope;
  }

  private static CelType user(Scope scope) {
    return scope.struct(
        "kubernetes.UserInfo",
        Map.of(
            "username",
            SimpleType.STRING,
            "uid",
            SimpleType.STRING,
            "groups",
            ListType.create(SimpleType.STRING),
            "extra",
            MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING))));
  }

  /** A structure with these fields, and how variables refer to it. */
  public CelType struct(String name, Map<String, CelType> fields) {
    structs.put(
        name,
        StructType.create(
            name,
            ImmutableSet.copyOf(fields.keySet()),
            field -> Optional.ofNullable(fields.get(field))));
    return StructTypeReference.create(name);
  }

  /** The same with the fields of {@code variables}. */
  public Scope with(Map<String, CelType> own) {
    Scope scope = new Scope(new HashMap<>(variables), new HashMap<>(structs));
    scope.variables.put("variables", scope.struct(VARIABLES, Map.copyOf(own)));
    return scope;
  }
}
