/** The change feed of components that run in the same process as the watch cache. */
package io.gantry.resource.store.feed;
