package io.gantry.resource.machinery.content;

import io.gantry.apimodel.ApiStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the caller wants to see of an object: read from its Accept header, user agent and query.
 * Protobuf is answered with JSON, which every client that asks for protobuf also reads.
 *
 * @param metaVersion {@code v1} or {@code v1beta1} of the meta.k8s.io group, for tables and
 *     metadata
 * @param includeObject {@code None}, {@code Metadata} or {@code Object}: what a table's rows carry
 */
public record Representation(
    Shape shape, String metaVersion, boolean yaml, boolean pretty, String includeObject) {
  public enum Shape {
    OBJECT,
    TABLE,
    METADATA
  }

  private static final Representation PLAIN =
      new Representation(Shape.OBJECT, "v1", false, false, "Metadata");

  private static final Set<String> READABLE =
      Set.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/*",
          "*/*");

  private record Clause(String type, String as, String group, String version, double quality) {}

  /**
   * @param pretty the query parameter; empty when not given
   * @param includeObject the query parameter; empty means Metadata
   * @throws io.gantry.apimodel.StatusException 406 when nothing that is asked for can be had
   */
  public static Representation negotiate(
      String accept, String userAgent, String pretty, String includeObject) {
    boolean isPretty = pretty(pretty, userAgent);
    if (accept.isEmpty() || accept.equals("application/json")) {
      return isPretty ? new Representation(Shape.OBJECT, "v1", false, true, "Metadata") : PLAIN;
    }
    for (Clause clause : clauses(accept)) {
      if (!READABLE.contains(clause.type)) {
        continue;
      }
      Shape shape = shape(clause);
      if (shape != null) {
        return new Representation(
            shape,
            clause.version.isEmpty() ? "v1" : clause.version,
            clause.type.equals("application/yaml"),
            isPretty,
            includeObject.isEmpty() ? "Metadata" : includeObject);
      }
    }
    throw ApiStatus.notAcceptable(
            "406: Not Acceptable\n\n"
                + "Available representations: application/json, application/yaml,"
                + " application/vnd.kubernetes.protobuf")
        .asException();
  }

  /** For errors, which are told whatever was asked for. */
  public static Representation ofErrors(String accept, String userAgent, String pretty) {
    boolean yaml = accept.startsWith("application/yaml");
    return new Representation(Shape.OBJECT, "v1", yaml, pretty(pretty, userAgent), "Metadata");
  }

  public String mediaType() {
    return yaml ? "application/yaml" : "application/json";
  }

  private static Shape shape(Clause clause) {
    if (clause.as.isEmpty()) {
      return Shape.OBJECT;
    }
    boolean known =
        clause.group.equals("meta.k8s.io")
            && (clause.version.equals("v1") || clause.version.equals("v1beta1"));
    if (!known) {
      return null;
    }
    return switch (clause.as) {
      case "Table" -> Shape.TABLE;
      case "PartialObjectMetadata", "PartialObjectMetadataList" -> Shape.METADATA;
      default -> null;
    };
  }

  private static List<Clause> clauses(String accept) {
    List<Clause> clauses = new ArrayList<>();
    for (String text : accept.split(",")) {
      String[] parts = text.split(";");
      String as = "";
      String group = "";
      String version = "";
      double quality = 1;
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals < 0) {
          continue;
        }
        String value = parts[i].substring(equals + 1).trim();
        switch (parts[i].substring(0, equals).trim().toLowerCase(Locale.ROOT)) {
          case "as" -> as = value;
          case "g" -> group = value;
          case "v" -> version = value;
          case "q" -> quality = quality(value);
          default -> {}
        }
      }
      clauses.add(
          new Clause(parts[0].trim().toLowerCase(Locale.ROOT), as, group, version, quality));
    }
    clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
    return clauses;
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /** People look at answers with these programs; others get them compact. */
  private static boolean pretty(String parameter, String userAgent) {
    if (!parameter.isEmpty()) {
      return Set.of("1", "t", "true").contains(parameter.toLowerCase(Locale.ROOT));
    }
    return userAgent.startsWith("curl")
        || userAgent.startsWith("Wget")
        || userAgent.startsWith("Mozilla/5.0");
  }
}
