/** What a pod's specification means for its containers: pure translation, no I/O. */
package io.gantry.nodeagent.containers;
