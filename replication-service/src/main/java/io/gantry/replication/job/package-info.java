/** Runs pods to their end, and counts them. */
package io.gantry.replication.job;
