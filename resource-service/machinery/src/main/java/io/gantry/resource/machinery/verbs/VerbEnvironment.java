package io.gantry.resource.machinery.verbs;

import io.gantry.apischema.BodyCodec;
import io.gantry.apischema.SchemaRegistry;
import io.gantry.resource.machinery.ResourceRegistry;
import io.gantry.resource.machinery.access.AccessCheck;
import io.gantry.resource.machinery.content.Renderer;
import io.gantry.resource.store.WatchCache;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * What all verbs work with.
 *
 * @param access asked once more where a patch creates
 * @param random safe to use by many threads at once
 * @param timer ends watches and sends bookmarks; its tasks are short
 */
public record VerbEnvironment(
    WatchCache cache,
    ResourceRegistry resources,
    SchemaRegistry schemas,
    BodyCodec codec,
    AccessCheck access,
    Admission admission,
    Renderer renderer,
    InstantSource clock,
    RandomGenerator random,
    ScheduledExecutorService timer) {}
