/** How a component learns of changes: a snapshot at a revision, then every change after it. */
package io.gantry.changefeed;
