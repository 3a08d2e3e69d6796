package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.machinery.ResourceDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The table of contents: which kind has which parts. Kinds that are not here have none. */
final class BuiltinKinds {
  private BuiltinKinds() {}

  /**
   * @param definitions finds definitions, once all are made
   */
  static Map<GroupResource, KindParts> parts(
      KindPorts ports, Function<GroupResource, ResourceDefinition> definitions) {
    Map<GroupResource, KindParts> kinds = new HashMap<>();
    CoreKinds.addTo(kinds, ports, definitions);
    RbacKinds.addTo(kinds);
    AdmissionRegistrationKinds.addTo(kinds);
    ApiExtensionsKinds.addTo(kinds);
    AccessKinds.addTo(kinds, ports);
    AppsKinds.addTo(kinds);
    BatchKinds.addTo(kinds);
    NetworkingKinds.addTo(kinds);
    StorageKinds.addTo(kinds);
    PolicyKinds.addTo(kinds, ports);
    return kinds;
  }
}
