/** The service of the workload controllers: its wiring and its process. */
package io.gantry.replication;
