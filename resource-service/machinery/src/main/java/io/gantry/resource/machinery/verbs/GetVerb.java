package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.Target;
import java.util.List;

/** GET of one object. */
final class GetVerb {
  private final VerbEnvironment environment;

  GetVerb(VerbEnvironment environment) {
    this.environment = environment;
  }

  ApiAnswer handle(Target target) {
    return environment.renderer().object(target, 200, read(target), List.of());
  }

  ResourceObject read(Target target) {
    ReadVersions.await(
        environment.cache(),
        target.definition().storedResource(),
        target.call().query("resourceVersion"));
    return environment.cache().get(target.key()).orElseThrow(() -> target.notFound().asException());
  }
}
