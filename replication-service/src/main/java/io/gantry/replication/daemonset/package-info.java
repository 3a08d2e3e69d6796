/** One pod on every node that wants it. */
package io.gantry.replication.daemonset;
