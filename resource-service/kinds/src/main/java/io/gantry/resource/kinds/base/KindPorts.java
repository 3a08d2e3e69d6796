package io.gantry.resource.kinds.base;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.rbac.RbacPolicySource;
import java.time.InstantSource;

/**
 * What kinds need from outside.
 *
 * @param authorizer answers access reviews
 * @param authenticator answers token reviews
 * @param policies answers reviews of rules
 * @param tokens signs ServiceAccount tokens
 */
public record KindPorts(
    Authorizer authorizer,
    Authenticator authenticator,
    RbacPolicySource policies,
    TokenIssuer tokens,
    ObjectReader objects,
    InstantSource clock) {}
