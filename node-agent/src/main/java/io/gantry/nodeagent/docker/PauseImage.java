package io.gantry.nodeagent.docker;

import io.gantry.apimodel.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/**
 * The image of every pod's sandbox, written by hand: a static program of some two hundred bytes
 * that reaps children (for pods that share their PID namespace) and ends at the first SIGTERM or
 * SIGINT. Nothing needs to be pulled, and its id is the same on every node.
 */
final class PauseImage {
  static final String REFERENCE = "gantry/pause:1";

  /** blocks INT, TERM, CHLD; sigtimedwait loop: CHLD: wait4 until none, else exit 0. */
  private static final String AMD64 =
      "f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAA"
          + "AAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAxQAAAAAAAADFAAAAAAAAAAAAAQAAAAAAaAJAAQBIieYx/zHSaghBWmoOWA8FSInn"
          + "MfYx0moIQVq4gAAAAA8Fg/gRdRaDz/8x9moBWkUx0mo9WA8FhcB/7OvThcB4zzH/ajxYDwU=";

  private static final String ARM64 =
      "f0VMRgIBAQAAAAAAAAAAAAIAtwABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAA"
          + "AAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAA9AAAAAAAAAD0AAAAAAAAAAAAAQAAAAAASQCIUikAoHLpDx/4AACA0uEDAJECAIDS"
          + "AwGA0ugQgNIBAADU4AMAkQEAgNICAIDSAwGA0igRgNIBAADUH0QAcUEBAFQAAICSAQCA0iIAgNIDAIDSiCCA0gEAANQfAABx"
          + "LP//VPD//xcfAABxy/3/VAAAgNKoC4DSAQAA1A==";

  private PauseImage() {}

  /** A docker-archive: manifest.json, the image's configuration, one layer. */
  static byte[] archive(String architecture) {
    byte[] program = Base64.getDecoder().decode(architecture.equals("arm64") ? ARM64 : AMD64);
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    entry(layer, "pause", program, 0755);
    layer.writeBytes(new byte[1024]);
    byte[] layerBytes = layer.toByteArray();

    ObjectNode config = Json.object();
    config.put("architecture", architecture).put("os", "linux");
    config.putObject("config").putArray("Entrypoint").add("/pause");
    ObjectNode rootfs = config.putObject("rootfs");
    rootfs.put("type", "layers").putArray("diff_ids").add("sha256:" + sha256(layerBytes));
    byte[] configBytes = Json.bytes(config);
    String configName = sha256(configBytes) + ".json";

    ObjectNode manifest = Json.object();
    manifest.put("Config", configName);
    manifest.putArray("RepoTags").add(REFERENCE);
    manifest.putArray("Layers").add("layer.tar");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    entry(archive, "manifest.json", Json.bytes(Json.array().add(manifest)), 0644);
    entry(archive, configName, configBytes, 0644);
    entry(archive, "layer.tar", layerBytes, 0644);
    archive.writeBytes(new byte[1024]);
    return archive.toByteArray();
  }

  private static void entry(ByteArrayOutputStream tar, String name, byte[] content, int mode) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, String.format("%07o", mode));
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format("%011o", content.length));
    put(header, 136, "00000000000");
    header[156] = '0';
    put(header, 257, "ustar");
    put(header, 263, "00");
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    tar.writeBytes(header);
    tar.writeBytes(content);
    tar.writeBytes(new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
