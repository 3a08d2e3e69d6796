/** What a new cluster is born with: roles, namespaces, priority classes, the kubernetes service. */
package io.gantry.resource.kinds.bootstrap;
