/** Subresources that many kinds share. */
package io.gantry.resource.machinery.subresources;
