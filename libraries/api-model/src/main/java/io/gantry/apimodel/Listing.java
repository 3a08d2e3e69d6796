package io.gantry.apimodel;

import java.util.List;

/**
 * An answer to a list: objects in key order, consistent at one revision.
 *
 * @param continueToken empty when this was the last chunk
 * @param remaining how many more there are; 0 when unknown or none
 */
public record Listing(
    long revision, List<ResourceObject> items, String continueToken, long remaining) {}
