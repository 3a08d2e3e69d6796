package io.gantry.resource.server;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.BoundObjects;
import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apischema.BodyCodec;
import io.gantry.apischema.SchemaRegistry;
import io.gantry.resource.machinery.chain.AuditTrail;
import io.gantry.resource.store.ObjectStore;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What the resource service needs from outside.
 *
 * @param store opened before the service starts, closed after it by whoever made it
 * @param authenticator judges the tokens of token reviews, made over what tokens are bound to
 * @param tokens signs ServiceAccount tokens
 * @param identity how the servlet learns who asks
 * @param random safe to use by many threads at once
 */
public record ResourceServicePorts(
    ObjectStore store,
    SchemaRegistry schemas,
    BodyCodec codec,
    Function<BoundObjects, Authenticator> authenticator,
    TokenIssuer tokens,
    CallerIdentity identity,
    AuditTrail audit,
    InstantSource clock,
    RandomGenerator random) {}
