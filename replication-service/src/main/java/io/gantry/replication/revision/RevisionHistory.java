package io.gantry.replication.revision;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Resources;
import io.gantry.replication.workload.OwnedIndex;
import io.gantry.replication.workload.Templates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps one ControllerRevision per template its owner has had. The newest template's revision has
 * the highest number; going back to an old template gives its revision the next number.
 */
public final class RevisionHistory {
  /** The owner, with what its revisions are made of. */
  public record Subject(
      ControllerRefs.Owner owner,
      LabelSelector selector,
      ObjectNode template,
      Map<String, String> annotations,
      int limit) {}

  /**
   * @param current of the present template
   * @param old all others, lowest number first
   */
  public record History(Revision current, List<Revision> old) {}

  private static final Comparator<Revision> ORDER =
      Comparator.comparing(Revision::number).thenComparing(Revision::name);

  private final Informer<Revision> revisions;
  private final ApiClient client;
  private final ControllerRefs refs;

  public RevisionHistory(Informer<Revision> revisions, ApiClient client) {
    this.revisions = revisions;
    this.client = client;
    this.refs = new ControllerRefs(client);
  }

  /** Claims the owner's revisions and makes the present template the newest of them. */
  public History bring(Subject subject) {
    List<Revision> all =
        new ArrayList<>(
            refs.claim(
                subject.owner,
                subject.selector,
                Resources.CONTROLLER_REVISIONS,
                OwnedIndex.candidates(revisions, subject.owner.uid(), subject.owner.namespace())));
    all.sort(ORDER);
    Optional<Revision> equal =
        all.reversed().stream()
            .filter(revision -> Templates.same(revision.template(), subject.template))
            .findFirst();
    List<Revision> old =
        all.stream().filter(r -> equal.isEmpty() || !r.uid().equals(equal.get().uid())).toList();
    long next = 1 + old.stream().mapToLong(Revision::number).max().orElse(0);
    if (equal.isEmpty()) {
      return new History(create(subject, next), old);
    }
    Revision current = equal.get().number() < next ? renumber(equal.get(), next) : equal.get();
    return new History(current, old);
  }

  /** Deletes the oldest revisions beyond the limit, except those that pods still run. */
  public void forget(Subject subject, History history, Set<String> liveHashes) {
    int surplus = history.old.size() - subject.limit;
    for (Revision revision : history.old) {
      if (surplus <= 0) {
        return;
      }
      if (!liveHashes.contains(revision.hash()) && !liveHashes.contains(revision.name())) {
        delete(revision);
        surplus--;
      }
    }
  }

  /** Another object of this name with another template: a higher count gives another hash. */
  private Revision create(Subject subject, long number) {
    for (int collisions = 0; ; collisions++) {
      ObjectNode body = body(subject, number, collisions);
      try {
        return written(
            client.create(Resources.CONTROLLER_REVISIONS, subject.owner.namespace(), body));
      } catch (StatusException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
        ResourceObject taken =
            client.get(
                Resources.CONTROLLER_REVISIONS,
                subject.owner.namespace(),
                Json.text(body, "metadata", "name"));
        Revision revision = Revision.of(taken);
        boolean own =
            revision.controller().filter(r -> r.uid().equals(subject.owner.uid())).isPresent();
        if (own && Templates.same(revision.template(), subject.template)) {
          revisions.wrote(taken);
          return revision;
        }
      }
    }
  }

  private static ObjectNode body(Subject subject, long number, int collisions) {
    String hash = Templates.hash(subject.template, collisions == 0 ? null : collisions);
    ObjectNode body = Json.object();
    body.put("apiVersion", "apps/v1").put("kind", "ControllerRevision");
    ObjectNode metadata = body.putObject("metadata");
    metadata.put("name", subject.owner.name() + "-" + hash);
    metadata.put("namespace", subject.owner.namespace());
    Map<String, String> labels = new TreeMap<>(Json.map(subject.template, "metadata", "labels"));
    labels.put(Revision.HASH_LABEL, hash);
    metadata.set("labels", Json.stringMap(labels));
    if (!subject.annotations.isEmpty()) {
      metadata.set("annotations", Json.stringMap(subject.annotations));
    }
    metadata.putArray("ownerReferences").add(subject.owner.reference().toJson());
    ObjectNode template = subject.template.deepCopy();
    // kubectl applies the data as a patch when it rolls back: the whole template is replaced.
    template.put("$patch", "replace");
    body.putObject("data").putObject("spec").set("template", template);
    body.put("revision", number);
    return body;
  }

  private Revision renumber(Revision revision, long number) {
    ObjectNode tree = revision.object().tree();
    tree.put("revision", number);
    return written(
        client.update(Resources.CONTROLLER_REVISIONS, revision.key().namespace(), "", tree));
  }

  private Revision written(ResourceObject answer) {
    revisions.wrote(answer);
    return Revision.of(answer);
  }

  private void delete(Revision revision) {
    try {
      client.delete(
          Resources.CONTROLLER_REVISIONS,
          revision.key().namespace(),
          revision.name(),
          DeleteOptions.background().onlyUid(revision.uid()));
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
