/** The generic verbs that serve every kind, and the one way in which writes are judged. */
package io.gantry.resource.machinery.verbs;
