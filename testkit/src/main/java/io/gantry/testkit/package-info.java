/** Stateful fakes, builders and a clock for tests. */
package io.gantry.testkit;
