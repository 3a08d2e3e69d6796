package io.gantry.resource.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The functions that run inside Redis. Their names carry the hash of their text, so that two
 * versions of Gantry live beside each other on one Redis while one replaces the other.
 *
 * @param text as loaded
 */
record FunctionLibrary(String text, String hash) {
  private static final String RESOURCE = "store.lua";

  static FunctionLibrary load() {
    try (InputStream in = FunctionLibrary.class.getResourceAsStream(RESOURCE)) {
      byte[] template = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(template);
      String hash = HexFormat.of().formatHex(digest, 0, 6);
      String text = new String(template, StandardCharsets.UTF_8).replace("@HASH@", hash);
      return new FunctionLibrary(text, hash);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String commit() {
    return "gantry_commit_" + hash;
  }

  String trim() {
    return "gantry_trim_" + hash;
  }

  String newEpoch() {
    return "gantry_new_epoch_" + hash;
  }
}
