package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.apps.AppsKinds;
import io.gantry.resource.kinds.batch.BatchKinds;
import io.gantry.resource.kinds.core.CoreKinds;
import io.gantry.resource.kinds.networking.NetworkingKinds;
import io.gantry.resource.kinds.storage.StorageKinds;
import java.util.HashMap;
import java.util.Map;

/** The table of contents: which kind has which parts. Kinds that are not here have none. */
final class BuiltinKinds {
  private BuiltinKinds() {}

  static Map<GroupResource, KindParts> parts(KindPorts ports) {
    Map<GroupResource, KindParts> kinds = new HashMap<>();
    CoreKinds.addTo(kinds, ports);
    AppsKinds.addTo(kinds);
    BatchKinds.addTo(kinds);
    NetworkingKinds.addTo(kinds);
    StorageKinds.addTo(kinds);
    PolicyKinds.addTo(kinds, ports);
    return kinds;
  }
}
