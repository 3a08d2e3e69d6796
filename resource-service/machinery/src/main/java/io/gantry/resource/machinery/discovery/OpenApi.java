package io.gantry.resource.machinery.discovery;

import java.util.Map;
import java.util.Optional;

/** The OpenAPI documents that are served, whoever makes them. */
public interface OpenApi {
  /** Nothing to serve: {@code /openapi} answers 404. */
  OpenApi NONE =
      new OpenApi() {
        @Override
        public Map<String, String> paths() {
          return Map.of();
        }

        @Override
        public Optional<byte[]> document(String path) {
          return Optional.empty();
        }

        @Override
        public Optional<byte[]> version2(boolean protobuf) {
          return Optional.empty();
        }
      };

  /**
   * Paths of the v3 documents, such as {@code apis/apps/v1}, each with the hash of its document:
   * they are listed in {@code /openapi/v3} in this order.
   */
  Map<String, String> paths();

  /** A v3 document as JSON. */
  Optional<byte[]> document(String path);

  /** The v2 document as JSON or in gnostic's protobuf. */
  Optional<byte[]> version2(boolean protobuf);
}
