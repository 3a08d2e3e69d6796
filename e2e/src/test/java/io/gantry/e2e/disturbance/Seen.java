package io.gantry.e2e.disturbance;

/**
 * One change of an object as somebody learned of it.
 *
 * @param type ADDED, MODIFIED or DELETED
 * @param counter of a counter object; else -1
 */
record Seen(long revision, String type, String name, String uid, long counter) {}
