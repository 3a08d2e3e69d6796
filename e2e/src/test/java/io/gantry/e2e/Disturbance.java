package io.gantry.e2e;

import io.gantry.e2e.disturbance.Await;
import java.time.Duration;
import java.util.List;

/**
 * Something that goes wrong in a cluster, and how to tell that it is over: a service is killed and
 * must be back by itself, with another pid.
 *
 * @param cause shell, run in the lab with {@code $state} set
 * @param over shell that succeeds when all is well again; {@code $before} is the output of {@code
 *     remember}, taken before the cause
 */
record Disturbance(String name, String remember, String cause, String over) {
  private static final String SETUP = "state=/var/lib/gantry/gantry; ";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final String API_READY =
      "curl -sf -m 2 -o /dev/null --cacert $state/pki/ca.crt https://127.0.0.1:$(cat"
          + " $state/port)/readyz";

  /** All services of the services form, in the order in which a request meets them. */
  static final List<String> SERVICES =
      List.of(
          "api-gateway",
          "resource-service",
          "replication-service",
          "scheduler-service",
          "node-agent",
          "cluster-service",
          "service-proxy");

  /** {@code kill -9} of a service; its keeper starts it again. */
  static Disturbance killed(String service) {
    return new Disturbance(
        service + " is killed",
        "cat $state/pids/" + service + ".pid",
        "kill -9 $(cat $state/pids/" + service + ".pid)",
        "pid=$(cat $state/pids/"
            + service
            + ".pid); [ $pid != $before ] && [ -d /proc/$pid ] && curl -sf -m 2 -o /dev/null"
            + " http://127.0.0.1:$(cat $state/management-"
            + service
            + ")/actuator/health && "
            + API_READY);
  }

  /** {@code kill -9} of the broker; its keeper starts it again. */
  static Disturbance kafkaKilled() {
    return new Disturbance(
        "kafka is killed",
        "cat $state/pids/kafka.pid",
        "kill -9 $(cat $state/pids/kafka.pid)",
        "pid=$(cat $state/pids/kafka.pid); [ $pid != $before ] && ss -Hltnp | grep -q"
            + " \"127.0.0.1.*:9092 .*pid=$pid,\"");
  }

  /** {@code kill -9} of Redis; resource-service starts it again from its append-only file. */
  static Disturbance redisKilled() {
    return new Disturbance(
        "redis is killed",
        "cat $state/redis/redis.pid",
        "kill -9 $(cat $state/redis/redis.pid)",
        "pid=$(cat $state/redis/redis.pid); [ $pid != $before ] && [ -d /proc/$pid ] && "
            + API_READY);
  }

  /** Redis answers nobody for a while, and then goes on as if nothing had been. */
  static Disturbance redisFrozen(int seconds) {
    return new Disturbance(
        "redis stands still for " + seconds + " s",
        "true",
        "pid=$(cat $state/redis/redis.pid); kill -STOP $pid; sleep "
            + seconds
            + "; kill -CONT $pid",
        API_READY);
  }

  /** Happens, and is over when this returns. */
  void happen(Shell shell, Duration within) throws InterruptedException {
    String before = shell.run(SETUP + remember, MINUTE).orThrow(name).output().strip();
    shell.run(SETUP + cause, MINUTE).orThrow(name);
    String look = SETUP + "before=" + before + "; " + over;
    Await.until(
        name + " is over", within, () -> shell.run(look, MINUTE), seen -> seen.exitCode() == 0);
  }
}
