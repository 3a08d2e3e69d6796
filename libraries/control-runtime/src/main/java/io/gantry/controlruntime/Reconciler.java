package io.gantry.controlruntime;

/**
 * Brings one object closer to what its spec asks for. Called with a key, never with an event: it
 * reads the present state, decides, acts, and may be called again at any time. Never called for the
 * same key by two workers at once.
 */
@FunctionalInterface
public interface Reconciler<K> {
  /** Whatever is thrown is logged once by the loop, counted, and the key tried again later. */
  Outcome reconcile(K key) throws Exception;
}
