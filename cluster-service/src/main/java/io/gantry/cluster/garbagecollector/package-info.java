/** Deletes objects whose owners are gone (see DESIGN.md). */
package io.gantry.cluster.garbagecollector;
