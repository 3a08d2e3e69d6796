/** Changes on Kafka: the topics, the form of their records, and the feed that reads them. */
package io.gantry.changefeed.kafka;
