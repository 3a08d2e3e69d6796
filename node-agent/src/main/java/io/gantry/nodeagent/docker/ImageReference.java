package io.gantry.nodeagent.docker;

/**
 * A reference cut in two. Docker must always be given a tag: with an empty one it pulls them all.
 *
 * @param tagOrDigest {@code latest} when the reference names none
 */
record ImageReference(String repository, String tagOrDigest) {
  static ImageReference parse(String reference) {
    int digest = reference.indexOf('@');
    if (digest >= 0) {
      String repository = reference.substring(0, digest);
      int tag = tagAt(repository);
      return new ImageReference(
          tag < 0 ? repository : repository.substring(0, tag), reference.substring(digest + 1));
    }
    int tag = tagAt(reference);
    return tag < 0
        ? new ImageReference(reference, "latest")
        : new ImageReference(reference.substring(0, tag), reference.substring(tag + 1));
  }

  /** A colon after the last slash begins a tag; before it, a registry's port. */
  private static int tagAt(String reference) {
    int colon = reference.lastIndexOf(':');
    return colon > reference.lastIndexOf('/') ? colon : -1;
  }
}
