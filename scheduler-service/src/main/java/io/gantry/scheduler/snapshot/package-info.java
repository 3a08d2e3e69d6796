/** What the scheduler knows of pods and nodes, as immutable values. */
package io.gantry.scheduler.snapshot;
