package io.gantry.nodeagent.pod;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.runtime.ContainerKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** One container of a pod's specification. The tree is shared: nobody writes into it. */
public record ContainerView(ContainerKind kind, JsonNode spec) {
  public String name() {
    return Json.text(spec, "name");
  }

  public String image() {
    return Json.text(spec, "image");
  }

  /** An init container that goes on running beside the others. */
  public boolean sidecar() {
    return kind == ContainerKind.INIT && Json.text(spec, "restartPolicy").equals("Always");
  }

  public boolean hasProbe(String probe) {
    return Json.has(spec, probe);
  }

  /** Where events point to. */
  public String fieldPath() {
    String list =
        switch (kind) {
          case INIT -> "initContainers";
          case EPHEMERAL -> "ephemeralContainers";
          default -> "containers";
        };
    return "spec." + list + "{" + name() + "}";
  }

  /**
   * Changes when the running container no longer is what is asked for. Only name and image count,
   * as in the kubelet: nothing else of a container can be changed in place, and fields that a later
   * version adds must not restart anything.
   */
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((name() + "\n" + image()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
