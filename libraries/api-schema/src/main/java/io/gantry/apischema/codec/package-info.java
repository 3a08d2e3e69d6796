/** Bodies of requests to trees: JSON, YAML and Kubernetes' protobuf. */
package io.gantry.apischema.codec;
