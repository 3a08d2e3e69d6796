package io.gantry.nodeagent.pod;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.PodRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod as the API shows it, decoded once per version. The tree is shared: nobody writes to it. */
public final class PodView {
  private final PodRef ref;
  private final long revision;
  private final ObjectNode tree;
  private final List<ContainerView> initContainers;
  private final List<ContainerView> containers;

  private PodView(PodRef ref, long revision, ObjectNode tree) {
    this.ref = ref;
    this.revision = revision;
    this.tree = tree;
    this.initContainers = views(ContainerKind.INIT, "initContainers");
    this.containers = views(ContainerKind.APP, "containers");
  }

  public static PodView of(ResourceObject object) {
    return of(object.tree());
  }

  public static PodView of(ObjectNode tree) {
    JsonNode metadata = tree.path("metadata");
    String version = Json.text(metadata, "resourceVersion");
    return new PodView(
        new PodRef(
            Json.text(metadata, "namespace"),
            Json.text(metadata, "name"),
            Json.text(metadata, "uid")),
        version.isEmpty() ? 0 : Long.parseLong(version),
        tree);
  }

  private List<ContainerView> views(ContainerKind kind, String field) {
    List<ContainerView> views = new ArrayList<>();
    for (JsonNode spec : Json.items(tree, "spec", field)) {
      views.add(new ContainerView(kind, spec));
    }
    return List.copyOf(views);
  }

  public PodRef ref() {
    return ref;
  }

  public long revision() {
    return revision;
  }

  public ObjectNode tree() {
    return tree;
  }

  public JsonNode spec() {
    return tree.path("spec");
  }

  public JsonNode status() {
    return tree.path("status");
  }

  public List<ContainerView> initContainers() {
    return initContainers;
  }

  public List<ContainerView> containers() {
    return containers;
  }

  /** Init containers, then the others. */
  public List<ContainerView> allContainers() {
    List<ContainerView> all = new ArrayList<>(initContainers);
    all.addAll(containers);
    return all;
  }

  public Optional<ContainerView> container(String name) {
    return allContainers().stream().filter(view -> view.name().equals(name)).findFirst();
  }

  /** {@code Always}, {@code OnFailure} or {@code Never}. */
  public String restartPolicy() {
    String policy = Json.text(spec(), "restartPolicy");
    return policy.isEmpty() ? "Always" : policy;
  }

  public boolean hostNetwork() {
    return Json.bool(spec(), false, "hostNetwork");
  }

  public boolean deleting() {
    return Json.has(tree, "metadata", "deletionTimestamp");
  }

  /** Seconds from the request to delete, at least one; the pod's own when none was given. */
  public long graceSeconds() {
    long own = Json.number(spec(), 30, "terminationGracePeriodSeconds");
    return Math.max(1, Json.number(tree, own, "metadata", "deletionGracePeriodSeconds"));
  }

  /** The phase the API shows. */
  public String phase() {
    return Json.text(status(), "phase");
  }

  public boolean terminalInApi() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  /** When the agent first saw the pod, as it once wrote it; null before that. */
  public Instant startTime() {
    String text = Json.text(status(), "startTime");
    return text.isEmpty() ? null : Instant.parse(text);
  }

  /** When activeDeadlineSeconds runs out; null without such a limit or before the start. */
  public Instant deadline(Instant start) {
    long seconds = Json.number(spec(), -1, "activeDeadlineSeconds");
    return seconds < 0 || start == null ? null : start.plusSeconds(seconds);
  }
}
