/** The node itself: its registration, status and heartbeat. */
package io.gantry.nodeagent.node;
