package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.admissionregistration.WebhookClientRules;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** How objects get from one version to another. The paths are those of Kubernetes' inner form. */
final class ConversionRules {
  private static final List<String> REVIEWS = List.of("v1", "v1beta1");
  private static final String ONLY_WEBHOOK =
      "should not be set when strategy is not set to Webhook";

  private ConversionRules() {}

  /** Whether the review versions name one that this server speaks, or none at all. */
  static boolean isReviewable(JsonNode conversion) {
    List<String> versions = Json.texts(conversion, "webhook", "conversionReviewVersions");
    return versions.isEmpty() || versions.stream().anyMatch(REVIEWS::contains);
  }

  static void validate(Findings out, FieldPath path, JsonNode conversion, boolean checksReview) {
    if (conversion == null) {
      return;
    }
    String strategy = Json.text(conversion, "strategy");
    out.requiredOneOf(path.child("strategy"), strategy, List.of("None", "Webhook"));
    FieldPath at = path.child("webhookClientConfig");
    JsonNode client = Json.at(conversion, "webhook", "clientConfig");
    List<String> reviews = Json.texts(conversion, "webhook", "conversionReviewVersions");
    if (strategy.equals("Webhook")) {
      if (client == null) {
        out.required(at, "required when strategy is set to Webhook");
      } else {
        WebhookClientRules.validate(out, at, client);
      }
      reviews(out, path.child("conversionReviewVersions"), reviews, checksReview);
      return;
    }
    if (client != null) {
      out.forbidden(at, ONLY_WEBHOOK);
    }
    if (!reviews.isEmpty()) {
      out.forbidden(path.child("conversionReviewVersions"), ONLY_WEBHOOK);
    }
  }

  private static void reviews(
      Findings out, FieldPath path, List<String> versions, boolean checksReview) {
    if (versions.isEmpty()) {
      out.required(path);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < versions.size(); i++) {
      if (seen.add(versions.get(i))) {
        out.format(path.index(i), versions.get(i), Formats::dns1035Label);
      } else {
        out.invalid(path.index(i), versions.get(i), "duplicate version");
      }
    }
    if (checksReview && versions.stream().noneMatch(REVIEWS::contains)) {
      out.invalid(
          path,
          GoText.strings(versions),
          "must include at least one of " + String.join(", ", REVIEWS));
    }
  }
}
