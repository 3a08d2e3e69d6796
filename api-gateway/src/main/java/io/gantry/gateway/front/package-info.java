/** What listens, and what every request passes first: TLS, identity, metrics, the fork of ways. */
package io.gantry.gateway.front;
