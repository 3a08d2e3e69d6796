/** The watch cache: immutable images, the window of recent changes, channels and cursors. */
package io.gantry.resource.store.cache;
