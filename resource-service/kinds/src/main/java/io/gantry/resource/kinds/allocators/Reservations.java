package io.gantry.resource.kinds.allocators;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.Draft;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Things of which there is one each (an address, a port): a reservation is an object of an internal
 * resource that is never served, put and removed in the commit of the object that owns it.
 */
public final class Reservations {
  private final GroupResource resource;

  /**
   * @param name of the internal resource, {@code clusterips}
   */
  public Reservations(String name) {
    this.resource = new GroupResource("gantry.internal", name);
  }

  /** Whether it is taken, as far as this instance knows; the commit's guard judges. */
  public boolean isTaken(WriteContext context, String name) {
    return context.read(key(name)).isPresent();
  }

  /** Takes it with the commit; whoever comes second has his commit refused and is asked again. */
  public void take(WriteContext context, String name, String owner) {
    context.require(new Commit.Guard.Absent(key(name)));
    context.also(new Commit.Write.Put(draft(name, owner)));
  }

  /** Gives it back with the commit, if it was taken at all. */
  public void release(WriteContext context, String name, String owner) {
    if (isTaken(context, name)) {
      context.also(new Commit.Write.Remove(draft(name, owner)));
    }
  }

  private ObjectKey key(String name) {
    return new ObjectKey(resource, "", name);
  }

  private Draft draft(String name, String owner) {
    ObjectNode object = Json.object();
    object.put("kind", "Reservation").put("apiVersion", "gantry.internal/v1");
    object.putObject("metadata").put("name", name);
    object.put("owner", owner);
    return new Draft(key(name), "", Map.of(), Map.of(), List.of(), false, Json.bytes(object));
  }
}
