package io.gantry.nodeagent.server;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.runtime.RunningProcess.Exit;
import tools.jackson.databind.node.ObjectNode;

/** The Status that ends an exec, on the error channel. */
final class StreamStatus {
  private StreamStatus() {}

  static ObjectNode of(Exit exit) {
    return switch (exit) {
      case Exit.Code(int code) when code == 0 -> success();
      case Exit.Code(int code) -> exitCode(code);
      case Exit.NotStarted(String message) ->
          internalError("failed to exec in container: " + message);
    };
  }

  static ObjectNode success() {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    return status.put("status", "Success");
  }

  private static ObjectNode exitCode(int code) {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    status.put("status", "Failure");
    status.put("message", "command terminated with non-zero exit code: exit status " + code);
    status.put("reason", "NonZeroExitCode");
    status
        .putObject("details")
        .putArray("causes")
        .addObject()
        .put("reason", "ExitCode")
        .put("message", Integer.toString(code));
    return status;
  }

  static ObjectNode internalError(String message) {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    status.put("status", "Failure");
    status.put(
        "message", "Internal error occurred: error executing command in container: " + message);
    status.put("reason", "InternalError");
    status.putObject("details").putArray("causes").addObject().put("message", message);
    status.put("code", 500);
    return status;
  }
}
