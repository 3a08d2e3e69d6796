package io.gantry.resource.machinery.verbs;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names and ids that nobody else has. */
final class Identifiers {
  /** No vowels and no look-alikes, so that no words come out (apimachinery, {@code rand}). */
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX = 5;
  private static final int MAX_NAME = 63;

  private Identifiers() {}

  /** A random UUID (version 4). */
  static String uuid(RandomGenerator random) {
    long high = random.nextLong() & ~0xF000L | 0x4000L;
    long low = random.nextLong() & ~(0xC0L << 56) | (0x80L << 56);
    return new UUID(high, low).toString();
  }

  /** The prefix, cut so that all is a label, and five random letters. */
  static String name(String prefix, RandomGenerator random) {
    StringBuilder name =
        new StringBuilder(prefix.substring(0, Math.min(prefix.length(), MAX_NAME - SUFFIX)));
    for (int i = 0; i < SUFFIX; i++) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }
}
