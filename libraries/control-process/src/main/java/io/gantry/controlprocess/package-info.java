/** What the processes of scheduler-, replication- and cluster-service have in common. */
package io.gantry.controlprocess;
