/** What nodes answer: logs, exec, attach, port-forward, proxies. */
package io.gantry.gateway.stream;
