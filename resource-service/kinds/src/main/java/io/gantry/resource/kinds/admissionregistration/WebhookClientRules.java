package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import java.net.URI;
import java.net.URISyntaxException;
import tools.jackson.databind.JsonNode;

/** How a webhook is called: at an address, or through a service. */
public final class WebhookClientRules {
  private WebhookClientRules() {}

  public static void validate(Findings out, FieldPath at, JsonNode config) {
    JsonNode url = Json.at(config, "url");
    JsonNode service = Json.at(config, "service");
    if ((url == null) == (service == null)) {
      out.required(at, "exactly one of url or service is required");
    } else if (url != null) {
      url(out, at.child("url"), url.asString());
    } else {
      service(out, at.child("service"), service);
    }
  }

  private static void url(Findings out, FieldPath at, String text) {
    String form = "; desired format: https://host[/path]";
    try {
      URI uri = new URI(text);
      if (!"https".equals(uri.getScheme())) {
        out.invalid(
            at,
            uri.getScheme() == null ? "" : uri.getScheme(),
            "'https' is the only allowed URL scheme" + form);
      }
      if (uri.getHost() == null) {
        out.invalid(at, "", "host must be specified" + form);
      }
      if (uri.getUserInfo() != null) {
        out.invalid(at, uri.getUserInfo(), "user information is not permitted in the URL");
      }
      if (uri.getFragment() != null) {
        out.invalid(at, uri.getFragment(), "fragments are not permitted in the URL");
      }
      if (uri.getQuery() != null) {
        out.invalid(at, uri.getQuery(), "query parameters are not permitted in the URL");
      }
    } catch (URISyntaxException e) {
      out.required(at, "url must be a valid URL: " + e.getMessage() + form);
    }
  }

  private static void service(Findings out, FieldPath at, JsonNode service) {
    // Kubernetes mixes the two up; its clients have to live with that.
    if (Json.text(service, "namespace").isEmpty()) {
      out.required(at.child("name"), "service name is required");
    }
    if (Json.text(service, "name").isEmpty()) {
      out.required(at.child("namespace"), "service namespace is required");
    }
    long port = Json.number(service, 443, "port");
    for (String wrong : Formats.portNumber(port)) {
      out.invalid(at.child("port"), port, "port is not valid: " + wrong);
    }
    JsonNode path = Json.at(service, "path");
    if (path != null) {
      path(out, at.child("path"), path.asString());
    }
  }

  private static void path(Findings out, FieldPath at, String path) {
    if (path.isEmpty() || path.equals("/")) {
      return;
    }
    if (path.equals("//")) {
      out.invalid(at, path, "segment[0] may not be empty");
      return;
    }
    if (!path.startsWith("/")) {
      out.invalid(at, path, "must start with a '/'");
    }
    // The first character is taken for the slash, whatever it is.
    String inner = path.substring(1);
    if (inner.endsWith("/")) {
      inner = inner.substring(0, inner.length() - 1);
    }
    String[] segments = inner.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].isEmpty()) {
        out.invalid(at, path, "segment[" + i + "] may not be empty");
      } else {
        for (String wrong : Formats.dns1123Subdomain(segments[i])) {
          out.invalid(at, path, "segment[" + i + "]: " + wrong);
        }
      }
    }
  }
}
