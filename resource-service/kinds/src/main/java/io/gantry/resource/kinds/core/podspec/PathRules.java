package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.resource.kinds.base.Findings;
import java.util.List;

/** Paths inside volumes: relative, and never upwards. */
public final class PathRules {
  private PathRules() {}

  static boolean climbs(String path) {
    return List.of(path.split("/", -1)).contains("..");
  }

  public static void noBacksteps(Findings out, FieldPath at, String path) {
    if (climbs(path)) {
      out.invalid(at, path, "must not contain '..'");
    }
  }

  public static void descending(Findings out, FieldPath at, String path) {
    if (path.startsWith("/")) {
      out.invalid(at, path, "must be a relative path");
    }
    noBacksteps(out, at, path);
  }

  /** Names that begin with two dots are the node agent's own. */
  public static void notReserved(Findings out, FieldPath at, String path) {
    descending(out, at, path);
    if (path.startsWith("..") && !path.startsWith("../")) {
      out.invalid(at, path, "must not start with '..'");
    }
  }
}
