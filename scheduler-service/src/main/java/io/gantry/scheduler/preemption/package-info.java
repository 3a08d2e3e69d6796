/** Which pods would have to go so that a more important one fits. Pure. */
package io.gantry.scheduler.preemption;
