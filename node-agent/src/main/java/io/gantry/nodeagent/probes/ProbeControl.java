package io.gantry.nodeagent.probes;

import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.util.List;

/** Watches over running containers and says what their probes say. */
public interface ProbeControl {
  /**
   * @param started the startup probe has succeeded, or there is none
   * @param ready the readiness probe succeeds, or there is none
   * @param restartBecause why the container is to be restarted; empty when it is not
   */
  record Verdict(boolean started, boolean ready, String restartBecause) {
    public static final Verdict GOOD = new Verdict(true, true, "");
  }

  /** Starts the probes of containers that run now and ends those of others. */
  void update(PodView pod, List<ObservedContainer> observed, String podIp, boolean terminating);

  Verdict verdict(PodView pod, ContainerView container, ObservedContainer running);

  void forget(String podUid);

  ProbeControl NONE =
      new ProbeControl() {
        @Override
        public void update(
            PodView pod, List<ObservedContainer> observed, String podIp, boolean terminating) {
          // No probes.
        }

        @Override
        public Verdict verdict(PodView pod, ContainerView container, ObservedContainer running) {
          return Verdict.GOOD;
        }

        @Override
        public void forget(String podUid) {
          // No probes.
        }
      };
}
