/** Every active namespace has a ServiceAccount named default. */
package io.gantry.cluster.serviceaccount;
