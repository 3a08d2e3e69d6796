/** Refusals of what the authorizer does not allow. */
package io.gantry.resource.machinery.access;
