package io.gantry.apiaccess.rbac;

/** Where the authorizer finds the policy of the moment. Answers at once, from memory. */
public interface RbacPolicySource {
  RbacPolicy current();
}
