/** The patch formats of the Kubernetes API, as pure functions from tree and patch to tree. */
package io.gantry.apischema.patch;
