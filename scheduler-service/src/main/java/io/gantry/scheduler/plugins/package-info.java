/** One class per rule, named as the plugin of Kubernetes whose messages it speaks. Pure. */
package io.gantry.scheduler.plugins;
