package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.store.WatchCache;
import java.time.Duration;
import java.util.List;

/** How fresh an answer must be: the {@code resourceVersion} parameter of reads. */
final class ReadVersions {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private ReadVersions() {}

  /** 0 for none and for "0". */
  static long parse(String version) {
    if (version.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(version);
    } catch (NumberFormatException e) {
      throw Requests.plain(500, unreadable(version));
    }
  }

  static String unreadable(String version) {
    return FieldError.invalid(
            FieldPath.of("resourceVersion"),
            version,
            "strconv.ParseUint: parsing " + FieldError.quoted(version) + ": invalid syntax")
        .toString();
  }

  /**
   * Waits until the cache is fresh enough: for nothing when any version will do ("0"), for all that
   * was acknowledged when none is named, else for that version.
   */
  static void await(WatchCache cache, GroupResource resource, String version) {
    if (version.isEmpty()) {
      cache.refresh(resource);
      return;
    }
    long revision = parse(version);
    if (revision != 0 && !cache.await(revision, PATIENCE)) {
      throw tooLarge(revision, cache.revision());
    }
  }

  static StatusException tooLarge(long asked, long current) {
    return new ApiStatus(
            504,
            "Timeout",
            "Timeout: Too large resource version: " + asked + ", current: " + current,
            new ApiStatus.Details(
                "",
                "",
                "",
                "",
                List.of(
                    new ApiStatus.Cause(
                        "ResourceVersionTooLarge", "Too large resource version", "")),
                1))
        .asException();
  }
}
