package io.gantry.resource.kinds.admission.serviceaccount;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every pod acts as a ServiceAccount, and finds a token for it in a well-known place. */
public final class ServiceAccountPlugin implements AdmissionPlugin {
  private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
  private static final String DEFAULT = "default";
  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final int LOOKS = 20;

  private final Consumer<Duration> pause;

  public ServiceAccountPlugin(Consumer<Duration> pause) {
    this.pause = pause;
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public void admit(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE || !Refusals.concerns(attributes, "", "pods")) {
      return;
    }
    ObjectNode pod = attributes.object();
    ObjectNode spec = Json.ensureObject(pod, "spec");
    if (Json.has(pod, "metadata", "annotations", MIRROR)) {
      checkMirror(attributes, spec);
      return;
    }
    String name = Json.text(spec, "serviceAccountName");
    if (name.isEmpty()) {
      name = DEFAULT;
    }
    spec.put("serviceAccountName", name).put("serviceAccount", name);
    ObjectNode account = account(attributes, name).tree();
    if (automounts(spec, account)) {
      mountToken(attributes, spec);
    }
    List<JsonNode> secrets = Json.items(account, "imagePullSecrets");
    if (Json.items(spec, "imagePullSecrets").isEmpty() && !secrets.isEmpty()) {
      ArrayNode to = spec.putArray("imagePullSecrets");
      secrets.forEach(to::add);
    }
  }

  private static void checkMirror(Attributes attributes, ObjectNode spec) {
    if (!Json.text(spec, "serviceAccountName").isEmpty()) {
      throw Refusals.forbidden(attributes, "a mirror pod may not reference service accounts");
    }
  }

  /** A namespace's first pods may come before its default account: they wait a little. */
  private ResourceObject account(Attributes attributes, String name) {
    String namespace = attributes.request().namespace();
    ObjectKey key = new ObjectKey(ACCOUNTS, namespace, name);
    int looks = name.equals(DEFAULT) ? LOOKS : 1;
    for (int i = 0; i < looks; i++) {
      if (i > 0) {
        pause.accept(Duration.ofMillis(50));
      }
      Optional<ResourceObject> found = attributes.context().read(key);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw Refusals.forbidden(
        attributes,
        "error looking up service account "
            + namespace
            + "/"
            + name
            + ": serviceaccount \""
            + name
            + "\" not found");
  }

  private static boolean automounts(ObjectNode spec, ObjectNode account) {
    return Json.has(spec, "automountServiceAccountToken")
        ? Json.bool(spec, true, "automountServiceAccountToken")
        : Json.bool(account, true, "automountServiceAccountToken");
  }

  private static void mountToken(Attributes attributes, ObjectNode spec) {
    String volume = "";
    for (JsonNode known : Json.items(spec, "volumes")) {
      String name = Json.text(known, "name");
      if (name.startsWith(VOLUME_PREFIX)) {
        volume = name;
      }
    }
    boolean exists = !volume.isEmpty();
    if (!exists) {
      volume = freshName(attributes.context().random(), spec);
    }
    boolean needed = false;
    for (String sort : List.of("initContainers", "containers")) {
      for (JsonNode container : Json.items(spec, sort)) {
        boolean mounted =
            Json.items(container, "volumeMounts").stream()
                .anyMatch(m -> Json.text(m, "mountPath").equals(MOUNT_PATH));
        if (!mounted) {
          Json.ensureArray((ObjectNode) container, "volumeMounts")
              .addObject()
              .put("name", volume)
              .put("readOnly", true)
              .put("mountPath", MOUNT_PATH);
          needed = true;
        }
      }
    }
    if (needed && !exists) {
      ObjectNode added = Json.ensureArray(spec, "volumes").addObject();
      added.put("name", volume);
      tokenSources(added.putObject("projected"));
    }
  }

  private static String freshName(RandomGenerator random, ObjectNode spec) {
    Set<String> taken = new HashSet<>();
    Json.items(spec, "volumes").forEach(v -> taken.add(Json.text(v, "name")));
    StringBuilder name;
    do {
      name = new StringBuilder(VOLUME_PREFIX);
      for (int i = 0; i < 5; i++) {
        name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
    } while (taken.contains(name.toString()));
    return name.toString();
  }

  private static void tokenSources(ObjectNode projected) {
    ArrayNode sources = projected.putArray("sources");
    // A little over an hour: agents renew hourly tokens when four fifths have passed.
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("expirationSeconds", 3607)
        .put("path", "token");
    ObjectNode certificate = sources.addObject().putObject("configMap");
    certificate.put("name", "kube-root-ca.crt");
    certificate.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
    ObjectNode item = sources.addObject().putObject("downwardAPI").putArray("items").addObject();
    item.put("path", "namespace");
    item.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
    projected.put("defaultMode", 420);
  }
}
