/** Who sent a request: certificates, ServiceAccount tokens, front-proxy headers, impersonation. */
package io.gantry.apiaccess.authentication;
