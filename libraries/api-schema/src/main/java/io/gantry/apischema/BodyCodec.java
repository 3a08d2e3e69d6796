package io.gantry.apischema;

import tools.jackson.databind.node.ObjectNode;

/**
 * Bytes of a request to a tree, before the schema has been asked: JSON, YAML, or Kubernetes'
 * protobuf envelope ({@code 6b 38 73 00}).
 */
public interface BodyCodec {
  /**
   * @param object {@code apiVersion} and {@code kind} as the body said, possibly absent
   * @param strictErrors duplicate fields found by the parser
   */
  record Body(ObjectNode object, java.util.List<String> strictErrors) {}

  /**
   * Reads a body by its media type; an empty type means JSON.
   *
   * @throws DecodeException malformed input, in the words Kubernetes has for the format
   * @throws io.gantry.apimodel.StatusException 415 for a media type that is none of the three
   */
  Body read(String mediaType, byte[] body) throws DecodeException;
}
