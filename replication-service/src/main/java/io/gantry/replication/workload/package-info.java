/** What the workload controllers share: views of pods and replica sets, conditions, pod control. */
package io.gantry.replication.workload;
