/** A Kafka broker in KRaft mode as a process of its own, for the services form and for tests. */
package io.gantry.broker;
