/** History of DaemonSets and StatefulSets, kept in ControllerRevisions. */
package io.gantry.replication.revision;
