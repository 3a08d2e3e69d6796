package io.gantry.nodeagent.images;

import io.gantry.nodeagent.runtime.ImageInfo;
import java.time.Instant;

/** What became of the wish for an image. */
public sealed interface ImageOutcome {
  record Present(ImageInfo image) implements ImageOutcome {}

  /** Being pulled; the worker is woken at the end. */
  record Pulling() implements ImageOutcome {}

  /**
   * @param reason such as {@code ImagePullBackOff}
   * @param retryAt when asking again may bring something new
   */
  record Refused(String reason, String message, Instant retryAt) implements ImageOutcome {}
}
