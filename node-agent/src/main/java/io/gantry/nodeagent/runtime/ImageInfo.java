package io.gantry.nodeagent.runtime;

import java.util.List;

/**
 * An image on the machine.
 *
 * @param id {@code sha256:...}
 * @param user the image's USER, empty for root
 */
public record ImageInfo(
    String id, List<String> tags, List<String> digests, long sizeBytes, String user) {}
