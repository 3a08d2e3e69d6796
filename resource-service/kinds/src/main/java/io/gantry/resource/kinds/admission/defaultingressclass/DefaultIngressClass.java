package io.gantry.resource.kinds.admission.defaultingressclass;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.admission.DefaultClass;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import tools.jackson.databind.node.ObjectNode;

/** An Ingress that names no class gets the default one. */
public final class DefaultIngressClass implements AdmissionPlugin {
  private static final GroupResource CLASSES =
      new GroupResource("networking.k8s.io", "ingressclasses");

  @Override
  public String name() {
    return "DefaultIngressClass";
  }

  @Override
  public void admit(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE
        || !Refusals.concerns(attributes, "networking.k8s.io", "ingresses")) {
      return;
    }
    ObjectNode ingress = attributes.object();
    if (Json.has(ingress, "spec", "ingressClassName")
        || Json.has(ingress, "metadata", "annotations", "kubernetes.io/ingress.class")) {
      return;
    }
    DefaultClass.of(attributes, CLASSES, "ingressclass.kubernetes.io/is-default-class")
        .ifPresent(name -> Json.ensureObject(ingress, "spec").put("ingressClassName", name));
  }
}
