package io.gantry.resource.kinds;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.TokenIssuer;

/**
 * What kinds need from outside.
 *
 * @param authorizer answers access reviews
 * @param authenticator answers token reviews
 * @param tokens signs ServiceAccount tokens
 */
public record KindPorts(Authorizer authorizer, Authenticator authenticator, TokenIssuer tokens) {}
