/** The cluster's own controllers, one package each, and how they are put together. */
package io.gantry.cluster;
