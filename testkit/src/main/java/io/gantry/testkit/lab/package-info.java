/** Real parts for tests, kept away from the machine's own network. */
package io.gantry.testkit.lab;
