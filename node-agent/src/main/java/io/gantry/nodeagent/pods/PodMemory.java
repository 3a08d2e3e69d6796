package io.gantry.nodeagent.pods;

import io.gantry.nodeagent.status.StatusInput;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the agent remembers of one pod between two looks; all of it may be lost in a restart. Used
 * by one worker at a time.
 */
final class PodMemory {
  /** Why a container does not run, and until when it is held back. */
  record Held(String reason, String message, Instant until) {}

  final Map<String, Held> held = new HashMap<>();
  final Set<String> announcedBackOffs = new HashSet<>();
  final Map<String, String> messages = new HashMap<>();
  CompletableFuture<Void> volumes;
  Instant volumesAt;
  int volumeFailures;
  String checkedSandbox = "";
  String podIp = "";
  Instant startedAt;
  ObjectNode lastStatus;
  StatusInput.Verdict verdict;
  boolean deleteAsked;
}
