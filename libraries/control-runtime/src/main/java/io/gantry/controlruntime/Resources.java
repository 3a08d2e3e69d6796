package io.gantry.controlruntime;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.GroupVersionResource;

/** The resources and kinds that controllers work with, by name. */
public final class Resources {
  public static final GroupVersionResource PODS = GroupVersionResource.core("pods");
  public static final GroupVersionResource NODES = GroupVersionResource.core("nodes");
  public static final GroupVersionResource EVENTS = GroupVersionResource.core("events");
  public static final GroupVersionResource NAMESPACES = GroupVersionResource.core("namespaces");
  public static final GroupVersionResource SECRETS = GroupVersionResource.core("secrets");
  public static final GroupVersionResource CONFIG_MAPS = GroupVersionResource.core("configmaps");
  public static final GroupVersionResource SERVICES = GroupVersionResource.core("services");
  public static final GroupVersionResource ENDPOINTS = GroupVersionResource.core("endpoints");
  public static final GroupVersionResource SERVICE_ACCOUNTS =
      GroupVersionResource.core("serviceaccounts");
  public static final GroupVersionResource PERSISTENT_VOLUME_CLAIMS =
      GroupVersionResource.core("persistentvolumeclaims");
  public static final GroupVersionResource REPLICATION_CONTROLLERS =
      GroupVersionResource.core("replicationcontrollers");
  public static final GroupVersionResource REPLICA_SETS = apps("replicasets");
  public static final GroupVersionResource DEPLOYMENTS = apps("deployments");
  public static final GroupVersionResource DAEMON_SETS = apps("daemonsets");
  public static final GroupVersionResource STATEFUL_SETS = apps("statefulsets");
  public static final GroupVersionResource CONTROLLER_REVISIONS = apps("controllerrevisions");
  public static final GroupVersionResource JOBS = new GroupVersionResource("batch", "v1", "jobs");
  public static final GroupVersionResource CRON_JOBS =
      new GroupVersionResource("batch", "v1", "cronjobs");
  public static final GroupVersionResource LEASES =
      new GroupVersionResource("coordination.k8s.io", "v1", "leases");

  public static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");
  public static final GroupVersionKind NODE = new GroupVersionKind("", "v1", "Node");
  public static final GroupVersionKind REPLICATION_CONTROLLER =
      new GroupVersionKind("", "v1", "ReplicationController");
  public static final GroupVersionKind REPLICA_SET =
      new GroupVersionKind("apps", "v1", "ReplicaSet");
  public static final GroupVersionKind DEPLOYMENT =
      new GroupVersionKind("apps", "v1", "Deployment");
  public static final GroupVersionKind DAEMON_SET = new GroupVersionKind("apps", "v1", "DaemonSet");
  public static final GroupVersionKind STATEFUL_SET =
      new GroupVersionKind("apps", "v1", "StatefulSet");
  public static final GroupVersionKind JOB = new GroupVersionKind("batch", "v1", "Job");
  public static final GroupVersionKind CRON_JOB = new GroupVersionKind("batch", "v1", "CronJob");

  private Resources() {}

  private static GroupVersionResource apps(String resource) {
    return new GroupVersionResource("apps", "v1", resource);
  }
}
