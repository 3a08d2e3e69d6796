/** The store in Redis: the only package that knows Redis. */
package io.gantry.resource.store.redis;
