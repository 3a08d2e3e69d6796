/** What a server says of itself: discovery, version, health, OpenAPI. */
package io.gantry.resource.machinery.discovery;
