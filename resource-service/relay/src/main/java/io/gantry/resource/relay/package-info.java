/** From the store's change log to Kafka, exactly once and in order. */
package io.gantry.resource.relay;
