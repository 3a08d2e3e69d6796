package io.gantry.testkit.images;

import io.gantry.apimodel.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A docker-archive of one layer, as {@code docker load} reads it; its id is always the same. */
public final class ImageArchive {
  private ImageArchive() {}

  /**
   * @param layer a tar archive of the root file system
   * @param config the image's {@code config} member: Cmd, Entrypoint, Env, User, ...
   */
  public static byte[] of(byte[] layer, ObjectNode config, List<String> tags) {
    ObjectNode image = Json.object();
    image.put("architecture", System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
    image.put("os", "linux");
    image.set("config", config);
    image
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add("sha256:" + sha256(layer));
    byte[] imageBytes = Json.bytes(image);
    String name = sha256(imageBytes) + ".json";
    ObjectNode manifest = Json.object();
    manifest.put("Config", name);
    ArrayNode names = manifest.putArray("RepoTags");
    tags.forEach(names::add);
    manifest.putArray("Layers").add("layer.tar");
    return new TarWriter()
        .file("manifest.json", Json.bytes(Json.array().add(manifest)), 0644)
        .file(name, imageBytes, 0644)
        .file("layer.tar", layer, 0644)
        .bytes();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
