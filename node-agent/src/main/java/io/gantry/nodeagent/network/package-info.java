/** How pods get their addresses and reach each other. */
package io.gantry.nodeagent.network;
