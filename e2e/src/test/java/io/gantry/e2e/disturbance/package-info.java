/**
 * Writers and watchers that go on while parts of a cluster are killed, and the checker that counts
 * what they were promised against what they saw.
 */
package io.gantry.e2e.disturbance;
