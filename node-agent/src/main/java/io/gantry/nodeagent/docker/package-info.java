/** The Docker Engine behind the runtime port. The only package that knows docker-java. */
package io.gantry.nodeagent.docker;
