/** Which pod is tried next, and which wait for what. Single-threaded; time is an argument. */
package io.gantry.scheduler.queue;
