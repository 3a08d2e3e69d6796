/** The extension points of scheduling and the pure algorithm that runs the plugins. */
package io.gantry.scheduler.framework;
