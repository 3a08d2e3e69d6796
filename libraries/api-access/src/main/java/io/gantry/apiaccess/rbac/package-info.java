/** Role-based access control: an immutable policy, indexed by subject. */
package io.gantry.apiaccess.rbac;
