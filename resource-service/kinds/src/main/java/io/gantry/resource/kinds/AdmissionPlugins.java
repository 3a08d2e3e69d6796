package io.gantry.resource.kinds;

import io.gantry.resource.kinds.admission.certificates.CertificateSubjectRestriction;
import io.gantry.resource.kinds.admission.defaultingressclass.DefaultIngressClass;
import io.gantry.resource.kinds.admission.defaultstorageclass.DefaultStorageClass;
import io.gantry.resource.kinds.admission.defaulttolerationseconds.DefaultTolerationSeconds;
import io.gantry.resource.kinds.admission.limitranger.LimitRanger;
import io.gantry.resource.kinds.admission.namespacelifecycle.NamespaceLifecycle;
import io.gantry.resource.kinds.admission.priority.PriorityPlugin;
import io.gantry.resource.kinds.admission.resourcequota.ResourceQuotaPlugin;
import io.gantry.resource.kinds.admission.runtimeclass.RuntimeClassPlugin;
import io.gantry.resource.kinds.admission.serviceaccount.ServiceAccountPlugin;
import io.gantry.resource.kinds.admission.storageobjectinuseprotection.StorageObjectInUseProtection;
import io.gantry.resource.kinds.admission.taintnodesbycondition.TaintNodesByCondition;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The built-in admission plugins in Kubernetes' order. */
public final class AdmissionPlugins {
  private AdmissionPlugins() {}

  /**
   * @param pause waits for a moment; used while a new namespace has no ServiceAccount yet
   */
  public static List<AdmissionPlugin> builtin(Consumer<Duration> pause) {
    return List.of(
        new NamespaceLifecycle(),
        new LimitRanger(),
        new ServiceAccountPlugin(pause),
        new TaintNodesByCondition(),
        new PriorityPlugin(),
        new DefaultTolerationSeconds(),
        new DefaultStorageClass(),
        new StorageObjectInUseProtection(),
        new RuntimeClassPlugin(),
        new CertificateSubjectRestriction(),
        new DefaultIngressClass(),
        new ResourceQuotaPlugin());
  }
}
