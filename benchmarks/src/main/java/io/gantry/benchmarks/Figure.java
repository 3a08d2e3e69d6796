package io.gantry.benchmarks;

/** One part of the benchmark: prints its rows, and leaves the cluster running and tidy. */
interface Figure {
  void measure(Cluster cluster, Report report) throws Exception;
}
