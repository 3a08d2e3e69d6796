/**
 * Who set which field: field sets, the tracking of every write, and server-side apply on top of it.
 * Behaviour of Kubernetes' structured merge and its {@code managedfields} package.
 */
package io.gantry.apischema.managedfields;
