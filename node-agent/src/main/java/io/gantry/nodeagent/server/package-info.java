/** The kubelet's HTTPS API: logs, exec, attach, health. */
package io.gantry.nodeagent.server;
