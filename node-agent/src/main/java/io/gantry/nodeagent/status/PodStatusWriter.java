package io.gantry.nodeagent.status;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.WorkQueue;
import io.gantry.nodeagent.pod.PodView;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the API pods' statuses, the newest of each pod only, off the workers' path. A pod that has
 * ended is deleted after its last status was told, in this order.
 */
public final class PodStatusWriter implements AutoCloseable {
  private static final int WRITERS = 8;

  private final ApiClient api;
  private final ControlLoop<String> loop;
  private final Map<String, Wanted> wanted = new ConcurrentHashMap<>();
  private final Map<String, ObjectNode> bases = new ConcurrentHashMap<>();

  private record Wanted(PodView pod, ObjectNode status, boolean delete) {}

  public PodStatusWriter(ApiClient api, InstantSource clock, MeterRegistry meters) {
    this.api = api;
    this.loop =
        new ControlLoop<>(
            "pod-status",
            WRITERS,
            new WorkQueue<>("pod-status", clock, meters),
            this::write,
            meters);
  }

  public void start() {
    loop.start();
  }

  /**
   * @param pod the newest version known: written to where it is still the newest
   */
  public void tell(PodView pod, ObjectNode status) {
    tellWithin(pod, status, Duration.ZERO);
  }

  /** The same at the latest after so long: with what else is told until then, in one write. */
  public void tellWithin(PodView pod, ObjectNode status, Duration atMost) {
    wanted.merge(
        pod.ref().uid(),
        new Wanted(pod, status, false),
        (old, fresh) -> new Wanted(fresh.pod, fresh.status, old.delete));
    loop.queue().addAfter(pod.ref().uid(), atMost);
  }

  /** After its last status: takes the pod out of the API. */
  public void delete(PodView pod) {
    wanted.merge(
        pod.ref().uid(),
        new Wanted(pod, null, true),
        (old, fresh) -> new Wanted(fresh.pod, old.status, true));
    loop.queue().add(pod.ref().uid());
  }

  public void forget(String podUid) {
    wanted.remove(podUid);
    bases.remove(podUid);
  }

  private Outcome write(String uid) {
    Wanted now = wanted.get(uid);
    if (now == null) {
      return Outcome.DONE;
    }
    try {
      if (now.status != null) {
        put(now);
      }
      if (now.delete) {
        api.delete(
            Resources.PODS,
            now.pod.ref().namespace(),
            now.pod.ref().name(),
            DeleteOptions.DEFAULT.withGrace(0).onlyUid(uid));
      }
      wanted.remove(uid, now);
    } catch (StatusException e) {
      if (e.isConflict() && now.status != null) {
        // Somebody else wrote the pod meanwhile: the next try begins from what is there now.
        refresh(now);
        loop.queue().add(uid);
        return Outcome.DONE;
      }
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
      forget(uid);
    }
    return Outcome.DONE;
  }

  private void put(Wanted now) {
    String uid = now.pod.ref().uid();
    ObjectNode base = bases.get(uid);
    ObjectNode object =
        base == null || version(base) < now.pod.revision()
            ? now.pod.tree().deepCopy()
            : base.deepCopy();
    ObjectNode status = now.status.deepCopy();
    PodConditions.takeOthers(status, object.get("status"));
    if (status.equals(object.get("status"))) {
      return;
    }
    object.set("status", status);
    bases.put(uid, api.update(Resources.PODS, now.pod.ref().namespace(), "status", object).tree());
  }

  private void refresh(Wanted now) {
    try {
      ObjectNode fresh =
          api.get(Resources.PODS, now.pod.ref().namespace(), now.pod.ref().name()).tree();
      if (Json.text(fresh, "metadata", "uid").equals(now.pod.ref().uid())) {
        bases.put(now.pod.ref().uid(), fresh);
      } else {
        forget(now.pod.ref().uid());
      }
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      forget(now.pod.ref().uid());
    }
  }

  private static long version(ObjectNode object) {
    String version = Json.text(object, "metadata", "resourceVersion");
    return version.isEmpty() ? 0 : Long.parseLong(version);
  }

  @Override
  public void close() {
    loop.close();
  }
}
