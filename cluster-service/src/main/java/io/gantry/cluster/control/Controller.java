package io.gantry.cluster.control;

/** A part of the control plane that can be switched on and off by its name. */
public interface Controller extends AutoCloseable {
  /** As Kubernetes' {@code --controllers} flag names it, such as {@code namespace-controller}. */
  String name();

  /** Returns at once; work begins when the caches it needs have their first snapshot. */
  void start();

  /** Whether it has begun to work. */
  boolean running();

  /**
   * One piece of work in the calling thread, for simulations, instead of {@link #start}; false when
   * nothing is ready.
   */
  boolean step();

  @Override
  void close();
}
