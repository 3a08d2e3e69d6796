/**
 * Joins the Maven artifacts of the Kubernetes Java client into the schema of the built-in kinds.
 * Runs while Gantry is built; nothing of it is on the run-time class path.
 */
package io.gantry.schemagenerator;
