/** Container images made by tests themselves: nothing can be pulled where they run. */
package io.gantry.testkit.images;
