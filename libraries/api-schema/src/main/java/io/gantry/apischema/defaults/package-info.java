/** What Kubernetes fills in for each kind, as small functions per group. */
package io.gantry.apischema.defaults;
