# The services form: every service a process of its own, Redis, a Kafka broker. Sourced by ./gantry.
# Each process reads gantry.* from the same options; what is its own (the identity it shows) lies in $state/pki.

services_management=0
# Most of these processes work for moments: code that is compiled quickly, not best, is half of what a start costs. Through three of them every
# request or change passes; they get the best code, later than usual, so that a start is over before it would pay.
quick_jvm="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xss512k -XX:TieredStopAtLevel=1"
best_jvm="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xss512k -XX:CompileThresholdScaling=4"

# service NAME MODULE MAIN-CLASS JVM-OPTIONS PROGRAM-OPTIONS...: with a management port of its own
service() {
  local name=$1 module=$2 main=$3 jvm=$4; shift 4
  choose_port services_management "" $((services_management + 1))
  echo "$services_management" >"$state/management-$name"
  start_kept "$name" "$module" "$main" "$jvm" "$@" --gantry.management-port="$services_management"
}

# The node's own idea of its address, when the user has none: the first that is neither loopback nor Docker's.
first_address() { ip -4 -o addr show scope global up | awk '$2 !~ /^docker/ {sub("/.*", "", $4); print $4; exit}'; }

make_certificates() {
  local module=resource-service/server
  local jar; jar=$(ls "$here/$module/target/"*.jar | grep -v -e -tests -e -sources | head -1)
  mkdir -p "$state/log"
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp "$jar:$(cat "$here/$module/target/classpath")" \
    io.gantry.apiaccess.pki.PkiMain "$state/pki" "$1" "$2" "node:$1=$2" >>"$state/log/pki.log" 2>&1 ||
    { tail -n 3 "$state/log/pki.log" >&2; die "the cluster's certificates cannot be made; the log: $state/log/pki.log"; }
}

start_services() {
  local options=() option name address broker controller resource
  for option in "$@"; do
    case $option in
      --gantry.management-port=*) services_management=$((${option#*=} - 1)) ;;
      --gantry.node-name=* | --gantry.node-ip=*) ;;
      *) options+=("$option") ;;
    esac
  done
  name=$([ "$profile" = gantry ] && tr '[:upper:]' '[:lower:]' </proc/sys/kernel/hostname || echo "$profile")
  address=${node_ip:-$(first_address)}; address=${address:-127.0.0.1}
  choose_port broker "" 9092
  choose_port controller "" $((broker + 1))
  choose_port resource "" 6444
  # A keeper starts each service once, so nobody has to be elected; else the next one would wait for the lease of one that was killed.
  options+=(--gantry.leader-election=false)
  options+=(--gantry.node-name="$name" --gantry.node-ip="$address" --gantry.resource-port="$resource" --gantry.kafka.bootstrap-servers="127.0.0.1:$broker")

  step "making the certificates that are missing"
  make_certificates "$name" "$address"
  step "starting kafka, resource-service (with redis-server) and api-gateway"
  start_kept kafka resource-service/broker io.gantry.broker.BrokerMain "$best_jvm -Xmx256m" \
    --directory="$state/kafka" --port="$broker" --controller-port="$controller"
  service resource-service resource-service/server io.gantry.resource.server.ResourceServiceApplication "$best_jvm -Xmx256m" "${options[@]}"
  service api-gateway api-gateway io.gantry.gateway.GatewayApplication "$best_jvm -Xmx192m" "${options[@]}"
  wait_until 240 "ready API" ready
  step "starting the controllers and the node"
  service cluster-service cluster-service io.gantry.cluster.ClusterApplication "$quick_jvm -Xmx192m" "${options[@]}"
  service node-agent node-agent io.gantry.nodeagent.NodeAgentApplication "$quick_jvm -Xmx192m" "${options[@]}" --gantry.keep-containers=false
  service replication-service replication-service io.gantry.replication.ReplicationApplication "$quick_jvm -Xmx192m" "${options[@]}"
  service scheduler-service scheduler-service io.gantry.scheduler.SchedulerApplication "$quick_jvm -Xmx192m" "${options[@]}"
  service service-proxy service-proxy io.gantry.serviceproxy.ServiceProxyApplication "$quick_jvm -Xmx128m" "${options[@]}"
}
