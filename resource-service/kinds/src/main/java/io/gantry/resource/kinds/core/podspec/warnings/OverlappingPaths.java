package io.gantry.resource.kinds.core.podspec.warnings;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Notices;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Files of one volume that are put at the same place, or one into the other. */
final class OverlappingPaths {
  private record File(String path, String source) {
    boolean meets(File other) {
      String mine = path + "/";
      String its = other.path + "/";
      return !other.path.isEmpty() && (its.startsWith(mine) || mine.startsWith(its));
    }

    @Override
    public String toString() {
      String quoted = FieldError.quoted(path);
      return source.isEmpty() ? quoted : quoted + " (" + source + ")";
    }
  }

  private OverlappingPaths() {}

  static void check(Notices out, List<JsonNode> volumes) {
    for (JsonNode volume : volumes) {
      String name = Json.text(volume, "name");
      JsonNode map = Json.at(volume, "configMap");
      JsonNode secret = Json.at(volume, "secret");
      files(out, name, titled("ConfigMap", Json.text(map, "name")), items(map, ""));
      files(out, name, titled("Secret", Json.text(secret, "secretName")), items(secret, ""));
      files(out, name, "DownwardAPI", items(Json.at(volume, "downwardAPI"), ""));
      List<File> projected = new ArrayList<>();
      for (JsonNode source : Json.items(volume, "projected", "sources")) {
        if (source.isEmpty()) {
          out.add("volume " + FieldError.quoted(name) + " (Projected) has no sources provided");
        }
        projected.addAll(sources(source));
      }
      files(out, name, "Projected", projected);
    }
  }

  private static List<File> sources(JsonNode source) {
    JsonNode map = Json.at(source, "configMap");
    JsonNode secret = Json.at(source, "secret");
    JsonNode token = Json.at(source, "serviceAccountToken");
    JsonNode bundle = Json.at(source, "clusterTrustBundle");
    List<File> files = new ArrayList<>();
    files.addAll(items(map, titled("ConfigMap", Json.text(map, "name"))));
    files.addAll(items(secret, titled("Secret", Json.text(secret, "name"))));
    files.addAll(items(Json.at(source, "downwardAPI"), "DownwardAPI"));
    if (token != null) {
      files.add(file(token, "ServiceAccountToken"));
    }
    if (bundle != null) {
      String name = Json.text(bundle, Json.has(bundle, "name") ? "name" : "signerName");
      files.add(file(bundle, titled("ClusterTrustBundle", name)));
    }
    return files;
  }

  private static void files(Notices out, String volume, String description, List<File> files) {
    List<File> known = new ArrayList<>();
    for (File file : files) {
      for (File other : file.path().isEmpty() ? List.<File>of() : known) {
        if (file.meets(other)) {
          out.add(
              "volume "
                  + FieldError.quoted(volume)
                  + " ("
                  + description
                  + "): overlapping paths: "
                  + file
                  + " with "
                  + other);
        }
      }
      known.add(file);
    }
  }

  private static List<File> items(JsonNode source, String description) {
    List<File> files = new ArrayList<>();
    Json.items(source, "items").forEach(item -> files.add(file(item, description)));
    return files;
  }

  private static File file(JsonNode item, String description) {
    return new File(Json.text(item, "path").replaceAll("/+$", ""), description);
  }

  private static String titled(String kind, String name) {
    return kind + " " + FieldError.quoted(name);
  }
}
