package io.gantry.e2e.disturbance;

import java.util.List;

/**
 * What one observer saw, in the order in which it saw it.
 *
 * @param gaps how often the observer was told that its place was lost and had to list again
 * @param resumed how often it went on from where it was after its connection had broken
 * @param doubled how often a revision came again, where the transport may tell one twice
 */
record History(String observer, List<Seen> seen, int gaps, int resumed, int doubled) {}
