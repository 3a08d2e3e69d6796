package io.gantry.nodeagent.containers;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.NodeView;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerSpec;
import io.gantry.nodeagent.runtime.ImageInfo;
import io.gantry.nodeagent.runtime.Labels;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Translates a pod's container into what the engine is told. */
public final class ContainerSpecPlanner {
  private static final int MINIMUM_SHARES = 2;
  private static final int DEFAULT_SHM = 64 * 1024 * 1024;

  private final PodView pod;
  private final NodeView node;
  private final boolean negativeOomScores;

  /**
   * @param negativeOomScores false where the machine refuses them: such containers cannot start
   */
  public ContainerSpecPlanner(PodView pod, NodeView node, boolean negativeOomScores) {
    this.pod = pod;
    this.node = node;
    this.negativeOomScores = negativeOomScores;
  }

  /**
   * @param network of the sandbox: {@code none}, {@code host} or a Docker network
   * @param ip what the pod will be reached at; empty for the host's network
   */
  public ContainerSpec sandbox(
      int attempt,
      String image,
      String network,
      String ip,
      String cgroupParent,
      List<ContainerSpec.PortMapping> ports) {
    Map<String, String> labels = labels(ContainerKind.SANDBOX, "POD", attempt);
    labels.put(Labels.CONTAINER, "");
    labels.put(Labels.POD_IP, ip);
    Map<String, String> sysctls = new HashMap<>();
    for (JsonNode sysctl : Json.items(pod.spec(), "securityContext", "sysctls")) {
      sysctls.put(Json.text(sysctl, "name"), Json.text(sysctl, "value"));
    }
    boolean host = pod.hostNetwork();
    return new ContainerSpec(
        name("POD", attempt),
        image,
        labels,
        new ContainerSpec.Program(
            List.of(), List.of(), List.of(), "", List.of(), "", false, false, false),
        new ContainerSpec.Namespaces(
            network,
            Json.bool(pod.spec(), false, "hostIPC") ? "host" : "shareable",
            Json.bool(pod.spec(), false, "hostPID") ? "host" : "",
            host ? "" : HostsFile.hostname(pod),
            "",
            sysctls),
        new ContainerSpec.Limits(
            0, 0, MINIMUM_SHARES, oom(OomScore.SANDBOX), cgroupParent, DEFAULT_SHM),
        new ContainerSpec.Security(
            false, false, List.of(), List.of(), List.of("seccomp=unconfined")),
        List.of(),
        ports);
  }

  /**
   * @param image what will run: its user decides where the specification names none
   */
  public ContainerSpec container(
      ContainerView container,
      int attempt,
      ObservedContainer sandbox,
      ImageInfo image,
      Map<String, String> environment,
      PodMounts mounts,
      String cgroupParent) {
    Map<String, String> labels = labels(container.kind(), container.name(), attempt);
    labels.put(Labels.SPEC_HASH, container.hash());
    labels.put(Labels.SANDBOX, sandbox.id());
    labels.put(Labels.MESSAGE_PATH, mounts.messageFile());
    List<String> env = new ArrayList<>();
    environment.forEach((name, value) -> env.add(name + "=" + value));
    JsonNode spec = container.spec();
    return new ContainerSpec(
        name(container.name(), attempt),
        container.image(),
        labels,
        new ContainerSpec.Program(
            Expansion.expandAll(Json.texts(spec, "command"), environment),
            Expansion.expandAll(Json.texts(spec, "args"), environment),
            env,
            user(container, image),
            groups(),
            Json.text(spec, "workingDir"),
            Json.bool(spec, false, "tty"),
            Json.bool(spec, false, "stdin"),
            Json.bool(spec, false, "stdinOnce")),
        new ContainerSpec.Namespaces(
            "container:" + sandbox.id(),
            Json.bool(pod.spec(), false, "hostIPC") ? "host" : "container:" + sandbox.id(),
            pidMode(sandbox),
            "",
            "",
            Map.of()),
        limits(container, cgroupParent),
        security(container),
        mounts.mounts(),
        List.of());
  }

  private Map<String, String> labels(ContainerKind kind, String container, int attempt) {
    Map<String, String> labels = new HashMap<>();
    labels.put(Labels.KIND, kind.name());
    labels.put(Labels.POD_UID, pod.ref().uid());
    labels.put(Labels.POD_NAME, pod.ref().name());
    labels.put(Labels.POD_NAMESPACE, pod.ref().namespace());
    labels.put(
        Labels.POD_GRACE,
        Long.toString(Json.number(pod.spec(), 30, "terminationGracePeriodSeconds")));
    labels.put(Labels.CONTAINER, container);
    labels.put(Labels.ATTEMPT, Integer.toString(attempt));
    return labels;
  }

  private String name(String container, int attempt) {
    return "gantry_"
        + container
        + "_"
        + pod.ref().name()
        + "_"
        + pod.ref().namespace()
        + "_"
        + pod.ref().uid()
        + "_"
        + attempt;
  }

  private String pidMode(ObservedContainer sandbox) {
    if (Json.bool(pod.spec(), false, "hostPID")) {
      return "host";
    }
    return Json.bool(pod.spec(), false, "shareProcessNamespace") ? "container:" + sandbox.id() : "";
  }

  private ContainerSpec.Limits limits(ContainerView container, String cgroupParent) {
    long memory = units(container, "limits", "memory");
    long cpuLimit = millis(container, "limits", "cpu");
    long cpuRequest = millis(container, "requests", "cpu");
    if (cpuRequest == 0 && !Json.has(container.spec(), "resources", "requests", "cpu")) {
      cpuRequest = cpuLimit;
    }
    int shares = (int) Math.max(MINIMUM_SHARES, cpuRequest * 1024 / 1000);
    return new ContainerSpec.Limits(
        memory,
        cpuLimit * 1_000_000,
        shares,
        oom(OomScore.of(pod, container, node)),
        cgroupParent,
        0);
  }

  private int oom(int score) {
    return score < 0 && !negativeOomScores ? 0 : score;
  }

  private static long units(ContainerView container, String list, String resource) {
    String text = Json.text(container.spec(), "resources", list, resource);
    return text.isEmpty() ? 0 : Quantity.parse(text).units();
  }

  private static long millis(ContainerView container, String list, String resource) {
    String text = Json.text(container.spec(), "resources", list, resource);
    return text.isEmpty() ? 0 : Quantity.parse(text).millis();
  }

  private JsonNode context(ContainerView container, String field) {
    JsonNode own = Json.at(container.spec(), "securityContext", field);
    return own != null ? own : Json.at(pod.spec(), "securityContext", field);
  }

  private String user(ContainerView container, ImageInfo image) {
    JsonNode uid = context(container, "runAsUser");
    JsonNode gid = context(container, "runAsGroup");
    JsonNode nonRoot = context(container, "runAsNonRoot");
    if (nonRoot != null && nonRoot.booleanValue()) {
      verifyNonRoot(container, uid, image);
    }
    String user = uid == null ? "" : uid.asString();
    if (gid == null) {
      return user;
    }
    String name = user.isEmpty() ? image.user().split(":", 2)[0] : user;
    return (name.isEmpty() ? "0" : name) + ":" + gid.asString();
  }

  private void verifyNonRoot(ContainerView container, JsonNode uid, ImageInfo image) {
    String where = " (pod: \"" + pod.ref().described() + "\", container: " + container.name() + ")";
    if (uid != null) {
      if (uid.longValue() == 0) {
        throw new ConfigException("container's runAsUser breaks non-root policy" + where);
      }
      return;
    }
    String user = image.user().split(":", 2)[0];
    if (user.isEmpty() || user.equals("0")) {
      throw new ConfigException("container has runAsNonRoot and image will run as root" + where);
    }
    if (!user.chars().allMatch(Character::isDigit)) {
      throw new ConfigException(
          "container has runAsNonRoot and image has non-numeric user ("
              + user
              + "), cannot verify user is non-root"
              + where);
    }
  }

  private List<String> groups() {
    List<String> groups = new ArrayList<>();
    JsonNode fsGroup = Json.at(pod.spec(), "securityContext", "fsGroup");
    if (fsGroup != null) {
      groups.add(fsGroup.asString());
    }
    for (JsonNode group : Json.items(pod.spec(), "securityContext", "supplementalGroups")) {
      groups.add(group.asString());
    }
    return groups;
  }

  private ContainerSpec.Security security(ContainerView container) {
    JsonNode own = Json.at(container.spec(), "securityContext");
    List<String> options = new ArrayList<>();
    JsonNode seccomp = context(container, "seccompProfile");
    if (!Json.text(seccomp, "type").equals("RuntimeDefault")) {
      options.add("seccomp=unconfined");
    }
    if (!Json.bool(own, true, "allowPrivilegeEscalation")) {
      options.add("no-new-privileges");
    }
    return new ContainerSpec.Security(
        Json.bool(own, false, "privileged"),
        Json.bool(own, false, "readOnlyRootFilesystem"),
        Json.texts(own, "capabilities", "add"),
        Json.texts(own, "capabilities", "drop"),
        options);
  }
}
