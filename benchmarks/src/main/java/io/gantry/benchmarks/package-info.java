/** Workloads of {@code benchmarks/run}: what is measured, and what it is held against. */
package io.gantry.benchmarks;
