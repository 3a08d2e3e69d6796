/**
 * The words everyone shares: names of kinds and resources, stored objects, selectors, quantities,
 * patches and errors. Plain Java; no Spring, no input or output.
 */
package io.gantry.apimodel;
