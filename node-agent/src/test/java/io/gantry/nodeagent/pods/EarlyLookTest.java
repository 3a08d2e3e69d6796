package io.gantry.nodeagent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Outcome;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * An agent that starts hears of running containers from the engine before it hears of their pods
 * from the API.
 */
class EarlyLookTest {
  private static final String UID = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";

  private final PodTable table = new PodTable(uid -> {});
  private final List<String> asked = new ArrayList<>();

  /** An engine during whose answer the pods arrive. */
  private ContainerRuntime slow() {
    return (ContainerRuntime)
        Proxy.newProxyInstance(
            ContainerRuntime.class.getClassLoader(),
            new Class<?>[] {ContainerRuntime.class},
            (proxy, method, arguments) -> {
              asked.add(method.getName());
              if (!method.getName().equals("podContainers")) {
                throw new AssertionError("asked to " + method.getName());
              }
              table.snapshot(7, List.of(pod()));
              return List.of();
            });
  }

  private static ResourceObject pod() {
    return ResourceObject.of(
        new GroupResource("", "pods"),
        Json.parseObject(
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "default",
             "uid": "%s", "resourceVersion": "7"}, "spec": {"containers": []}}
            """
                .formatted(UID)),
        Map.of());
  }

  @Test
  void aPodThatArrivesDuringTheLookIsNoOrphan() {
    PodParts parts =
        new PodParts(
            table,
            slow(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            InstantSource.system());

    Outcome outcome = new PodReconciler(parts, uid -> {}).reconcile(UID);

    assertThat(asked).containsExactly("podContainers");
    assertThat(outcome.requeueAfter()).isNotNull();
    assertThat(table.wanted(UID)).isPresent();
  }
}
