/**
 * API requests as values, and the generic verbs that serve every kind. Knows kinds only through the
 * interfaces here, storage only through the watch cache.
 */
package io.gantry.resource.machinery;
