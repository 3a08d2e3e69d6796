package io.gantry.resource.machinery.chain;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ResourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Served versions that Kubernetes 1.32 warns of. */
final class Deprecations {
  private static final Map<String, String> SINCE = Map.of("/v1/ComponentStatus", "v1.19+");

  private Deprecations() {}

  static ApiAnswer warn(RequestInfo request, ResourceDefinition definition, ApiAnswer answer) {
    String since =
        SINCE.get(definition.group() + "/" + request.version() + "/" + definition.kind());
    if (since == null) {
      return answer;
    }
    String apiVersion = definition.groupVersion(request.version()).apiVersion();
    String warning = apiVersion + " " + definition.kind() + " is deprecated in " + since;
    return switch (answer) {
      case ApiAnswer.Document d ->
          new ApiAnswer.Document(
              d.code(), d.contentType(), d.body(), d.headers(), with(d.warnings(), warning));
      case ApiAnswer.Pieces p ->
          new ApiAnswer.Pieces(p.code(), p.contentType(), p.pieces(), with(p.warnings(), warning));
      default -> answer;
    };
  }

  private static List<String> with(List<String> warnings, String warning) {
    List<String> all = new ArrayList<>(warnings);
    all.add(warning);
    return all;
  }
}
