package io.gantry.resource.machinery.verbs;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.AdmissionPlugin.Attributes;
import io.gantry.resource.machinery.AdmissionPlugin.Operation;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.WatchCache.RevisionGoneException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * One try of one write: collects the guards and the writes of the commit it will become. When the
 * commit is refused a new attempt starts from nothing.
 */
final class WriteAttempt implements WriteContext {
  private final VerbEnvironment environment;
  private final Target target;
  private final String subresource;
  private final boolean dryRun;
  private final Set<String> emptied;
  private final Instant now;
  private final List<Commit.Guard> guards = new ArrayList<>();
  private final List<Commit.Write> writes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param emptied see {@link #sentEmpty}; filled when the body is decoded, which may be later
   */
  WriteAttempt(
      VerbEnvironment environment,
      Target target,
      String subresource,
      boolean dryRun,
      Set<String> emptied) {
    this.environment = environment;
    this.target = target;
    this.subresource = subresource;
    this.dryRun = dryRun;
    this.emptied = emptied;
    this.now = environment.clock().instant();
  }

  @Override
  public UserInfo user() {
    return target.call().user();
  }

  @Override
  public ResourceDefinition definition() {
    return target.definition();
  }

  @Override
  public String subresource() {
    return subresource;
  }

  @Override
  public boolean dryRun() {
    return dryRun;
  }

  @Override
  public boolean sentEmpty(String path) {
    return emptied.contains(path);
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public RandomGenerator random() {
    return environment.random();
  }

  @Override
  public Optional<ResourceObject> read(ObjectKey key) {
    return environment.cache().get(key);
  }

  @Override
  public List<ResourceObject> readAll(GroupResource resource, String namespace) {
    try {
      return environment.cache().list(resource, namespace, any -> true, 0, null, 0).items();
    } catch (RevisionGoneException e) {
      throw new IllegalStateException("the newest revision cannot be gone", e);
    }
  }

  @Override
  public void require(Commit.Guard guard) {
    guards.add(guard);
  }

  @Override
  public void also(Commit.Write write) {
    writes.add(write);
  }

  /** Texts for Warning headers; sent only when the write succeeds. */
  List<String> warnings() {
    return warnings;
  }

  Attributes attributes(Operation operation, ObjectNode object, ObjectNode old) {
    return new Attributes(operation, target.call().request(), this, object, old, warnings);
  }

  /**
   * The commit of this attempt.
   *
   * @param main judged first, so that a refusal names the object itself where it can
   */
  Commit commit(Commit.Guard main, Commit.Write write) {
    List<Commit.Guard> allGuards = new ArrayList<>();
    allGuards.add(main);
    allGuards.addAll(guards);
    List<Commit.Write> allWrites = new ArrayList<>();
    allWrites.add(write);
    allWrites.addAll(writes);
    return new Commit(Identifiers.uuid(environment.random()), user().name(), allGuards, allWrites);
  }
}
