package io.gantry.apischema;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that has been through its schema.
 *
 * @param object pruned, not yet defaulted
 * @param strictErrors what strict field validation refuses and {@code Warn} warns of, in order,
 *     such as {@code unknown field "spec.replica"} or {@code duplicate field "metadata.name"}
 */
public record Decoded(ObjectNode object, List<String> strictErrors) {}
