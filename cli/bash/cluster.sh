# A cluster's life: up, down, status, logs, kubeconfig. Sourced by ./gantry.
# State of a cluster: $state/{form,port,pids/NAME.pid,log/NAME.log,kubeconfig,...}; the JVMs keep the rest there.

kc() { kubectl --kubeconfig "$state/kubeconfig" --request-timeout=5s "$@"; }
api_port() { cat "$state/port" 2>/dev/null || echo 6443; }
ready() { curl -sf -m 3 -o /dev/null --cacert "$state/pki/ca.crt" "https://127.0.0.1:$(api_port)/readyz" 2>/dev/null; }

# alive NAME: the process of that pid file runs, and is ours (pids are used again after a reboot).
alive() {
  local pid; pid=$(cat "$state/pids/$1.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "gantry.state=$state"
}
processes() { ls "$state/pids" 2>/dev/null | sed -n 's/\.pid$//p'; }
any_alive() { local p; for p in $(processes); do alive "$p" && return 0; done; return 1; }

port_free() { ! ss -Hltn "sport = :$1" 2>/dev/null | grep -q .; }
port_holder() { ss -Hltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (pid \2)/p' | head -1; }
# port_given_up PORT: free, or free in a moment: a killed program's last threads hold its port for a while, under no name.
port_given_up() {
  local tries
  for tries in $(seq 200); do
    port_free "$1" && return 0
    [ -z "$(port_holder "$1")" ] || return 1
    [ "$tries" = 2 ] && step "port $1 is still held by a program that is ending: waiting for it"
    sleep 0.1
  done
  return 1
}
choose_port() { # VARIABLE WANTED FALLBACK-START
  local p=$2
  if [ -n "$p" ]; then
    port_given_up "$p" || { local holder; holder=$(port_holder "$p"); die "port $p is taken by ${holder:-a program that is not seen from here}." "Stop that program, or choose another port with --port."; }
  else
    p=$3; while ! port_free "$p"; do p=$((p + 1)); done
  fi
  printf -v "$1" %s "$p"
}

# command_of MODULE MAIN-CLASS JVM-OPTIONS PROGRAM-OPTIONS...: the command line, one word a line
command_of() {
  local module=$1 main=$2 jvm=$3; shift 3
  local classpath="$here/$module/target/classpath"
  [ -f "$classpath" ] || die "the build is not whole: $classpath is missing." "Run: ./gantry build"
  # shellcheck disable=SC2086
  printf '%s\n' "$JAVA_HOME/bin/java" $jvm $java_base -Dgantry.state="$state" -cp "$(class_path "$module")" "$main" \
    --gantry.state="$state" --gantry.profile="$profile" "$@"
}

# start NAME MODULE MAIN-CLASS JVM-OPTIONS PROGRAM-OPTIONS...
start() {
  local name=$1 command; shift
  command=$(command_of "$@") || exit 1
  mkdir -p "$state/pids" "$state/log"
  (cd / && mapfile -t words <<<"$command" && exec setsid nohup "${words[@]}" >>"$state/log/$name.log" 2>&1 </dev/null 8>&-) &
  echo $! >"$state/pids/$name.pid"
}

# start_kept: the same with a keeper, which starts the process again when it ends by itself, and with the module's cache;
# if there is none that fits, the process records what one is made of (make_caches).
start_kept() {
  local name=$1 module=$2 command words cache=(); shift
  command=$(command_of "$@") || exit 1
  mapfile -t words <<<"$command"
  if cache_fits "$module"; then
    mapfile -t cache < <(cache_option "$module")
  elif can_end_recording; then
    rm -f "$(cache_of "$module").$profile"*
    cache=("-XX:AOTCacheOutput=$(cache_of "$module").$profile" -Xlog:disable); recording+=("$name $module")
  fi
  mkdir -p "$state/pids" "$state/log" "$state/run"
  keep_with_cache "$name" < <(printf 'cd / && exec %q "${cache[@]}"' "${words[0]}"; printf ' %q' "${words[@]:1}"; echo) "${cache[@]+"${cache[@]}"}"
  start_keeper "$name"
}
keep_with_cache() { # NAME JVM-OPTIONS...; the command is read from stdin
  local name=$1; shift
  { printf 'cache=('; [ $# -eq 0 ] || printf ' %q' "$@"; echo ')'; cat; } >"$state/.run-$name"
  mv "$state/.run-$name" "$state/run/$name"
}

# make_caches: the processes of this start that have recorded what they loaded make their modules' caches of it, for further
# starts. Not having one costs nothing but time, so a failure is only logged.
make_caches() {
  [ ${#recording[@]} -gt 0 ] || return 0
  step "making what lets further starts take half the time (once a build)"
  local begin=$SECONDS entry pids=()
  for entry in "${recording[@]}"; do
    # Two at once; never a bare `wait`: the keepers are children of this shell as well.
    if [ ${#pids[@]} -ge 2 ]; then wait "${pids[0]}"; pids=("${pids[@]:1}"); fi
    # shellcheck disable=SC2086
    make_cache $entry & pids+=($!)
  done
  wait "${pids[@]}"
  step "made in $((SECONDS - begin)) s"
}
make_cache() { # NAME MODULE
  local cache; cache=$(cache_of "$2")
  alive "$1" || return
  timeout 120 "$JAVA_HOME/bin/jcmd" "$(cat "$state/pids/$1.pid")" AOT.end_recording
  mv -f "$cache.$profile" "$cache" && keep_with_cache "$1" < <(tail -n +2 "$state/run/$1") "-XX:AOTCache=$cache" -Xlog:disable
} >>"$state/log/caches.log" 2>&1
start_keeper() {
  setsid nohup bash "$here/cli/bash/keeper" "$state" "$1" >/dev/null 2>&1 </dev/null 8>&- &
  echo $! >"$state/pids/$1.keeper"
}
keeper_alive() {
  local pid; pid=$(cat "$state/pids/$1.keeper" 2>/dev/null) || return 1
  [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "keeper $state $1 "
}

# keep_again: keepers that are gone, though their cluster runs, are started again; prints the names
keep_again() {
  local name
  for name in $(ls "$state/run" 2>/dev/null); do
    keeper_alive "$name" && continue
    alive "$name" || rm -f "$state/pids/$name.pid"
    start_keeper "$name"; echo "$name"
  done
}

# wait_until SECONDS WHAT COMMAND...: dies with the log's end when a process of the cluster ends meanwhile
wait_until() {
  local limit=$1 what=$2; shift 2
  local end=$((SECONDS + limit)) p
  until "$@"; do
    for p in $(processes); do
      if ! alive "$p"; then
        tail -n 5 "$state/log/$p.log" >&2
        die "$p ended before $what; its log: $state/log/$p.log"
      fi
    done
    [ $SECONDS -lt $end ] || die "no $what after $limit s; look at the logs in $state/log" "'./gantry down' stops what has been started."
    sleep 0.1
  done
}
node_ready() { kc get nodes -o 'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}' 2>/dev/null | grep -q True; }
# The node has said so since this start: what it said before the last stop is still stored.
curl_node_ready() {
  local said
  said=$(curl -sf -m 3 --cacert "$state/pki/ca.crt" --cert "$state/pki/admin.crt" --key "$state/pki/admin.key" "https://127.0.0.1:$(api_port)/api/v1/nodes" 2>/dev/null |
    tr -d ' \n' | grep -o '{[^{}]*"type":"Ready"[^{}]*}' | grep '"status":"True"' | sed -n 's/.*"lastHeartbeatTime":"\([^"]*\)".*/\1/p' | sort | tail -n 1)
  [ -n "$said" ] && ! [[ $said < $started ]]
}

cluster_up() {
  local begin=$SECONDS again
  if any_alive; then
    again=$(keep_again | paste -sd' ')
    [ -n "$again" ] && step "cluster '$profile' runs, but not all of it: starting $again"
    # What keepers start again needs a moment.
    if [ -n "$(ls "$state/run" 2>/dev/null)" ]; then for _ in $(seq 120); do ready && break; sleep 0.5; done; fi
    if [ -n "$again" ] && ready; then return; fi
  fi
  if any_alive && ready; then
    say "Cluster '$profile' is already running at https://127.0.0.1:$(api_port) ($(cat "$state/form"), since $(stat -c %y "$state/pids" | cut -d. -f1)); nothing changed."
    return
  fi
  say "Starting cluster '$profile'"
  need_machine
  build_all
  mkdir -p "$state"; chmod 700 "$state"
  exec 8>"$state/.lock"; flock -n 8 || die "another 'gantry up' of cluster '$profile' is running."
  local p; for p in $(processes); do
    alive "$p" && die "cluster '$profile' is half up: $p runs, but the API does not answer." "Run './gantry down', then 'up' again; its log: $state/log/$p.log"
    rm -f "$state/pids/$p.pid"
  done
  for p in $(ls "$state/run" 2>/dev/null); do stop_process "$p" 1; done
  form=${form:-$(cat "$state/form" 2>/dev/null || echo standalone)}
  local kubelet management
  if [ -z "$port" ] && [ -f "$state/port" ]; then port=$(cat "$state/port"); fi
  [ -z "$port" ] && [ "$profile" = gantry ] && port=6443
  choose_port port "$port" 6443
  choose_port kubelet "$([ "$profile" = gantry ] && echo 10250)" 10250
  choose_port management "" 18080
  echo "$form" >"$state/form"; echo "$port" >"$state/port"; echo "$management" >"$state/management"
  rm -f "$state/keep-containers"
  need_docker
  local common=(--gantry.api-port="$port" --gantry.kubelet-port="$kubelet" --gantry.management-port="$management")
  [ -n "$node_ip" ] && common+=(--gantry.node-ip="$node_ip")
  [ "$profile" != gantry ] && common+=(--gantry.node-name="$profile")
  started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  if [ "$form" = services ]; then start_services "${common[@]}"; else start_standalone "${common[@]}"; fi
  wait_until 120 "ready API" ready
  step "the API is ready at https://127.0.0.1:$port"
  set_kubeconfig
  wait_until 240 "Ready node" curl_node_ready
  step "the node is Ready ($((SECONDS - begin)) s in all)"
  make_caches
  say ""
  if has kubectl; then
    say "kubectl uses context '$profile' now. Try:"
  else
    say "kubectl is not installed (any kubectl from 1.31 to 1.33 will do; its config would be $state/kubeconfig). Then try:"
  fi
  say "  kubectl get nodes"
  say "  kubectl create deployment webserver --image=busybox:1.36 -- ping 127.0.0.1"
  say "  kubectl get all"
}

start_standalone() {
  step "starting the control plane and the node agent (one JVM)"
  start gantry standalone io.gantry.standalone.StandaloneApplication "$standalone_jvm $(cache_option standalone | paste -sd' ')" "$@"
}

set_kubeconfig() {
  cluster_kubeconfig >"$state/kubeconfig"
  has kubectl || return 0
  local flags=() ; [ -n "${KUBECONFIG:-}" ] || { mkdir -p "$HOME/.kube"; flags=(--kubeconfig "$HOME/.kube/config"); }
  local before; before=$(kubectl "${flags[@]}" config current-context 2>/dev/null || true)
  kubectl "${flags[@]}" config set-cluster "$profile" --server="https://127.0.0.1:$port" --certificate-authority="$state/pki/ca.crt" --embed-certs >/dev/null &&
    kubectl "${flags[@]}" config set-credentials "$profile-admin" --client-certificate="$state/pki/admin.crt" --client-key="$state/pki/admin.key" --embed-certs >/dev/null &&
    kubectl "${flags[@]}" config set-context "$profile" --cluster="$profile" --user="$profile-admin" >/dev/null &&
    kubectl "${flags[@]}" config use-context "$profile" >/dev/null || die "kubectl could not write the kubeconfig."
  if [ -n "$before" ] && [ "$before" != "$profile" ]; then
    step "context '$profile' is in your kubeconfig and in use (before: kubectl config use-context $before)"
  else
    step "context '$profile' is in your kubeconfig"
  fi
}

stop_process() { # NAME SECONDS
  local pid i
  if keeper_alive "$1"; then
    kill -TERM "$(cat "$state/pids/$1.keeper")" 2>/dev/null
    for i in $(seq 50); do keeper_alive "$1" || break; sleep 0.1; done
  fi
  rm -f "$state/pids/$1.keeper" "$state/run/$1"
  pid=$(cat "$state/pids/$1.pid" 2>/dev/null) || return 0
  if alive "$1"; then
    kill -TERM "$pid" 2>/dev/null
    for i in $(seq $(($2 * 10))); do alive "$1" || break; sleep 0.1; done
    if alive "$1"; then step "$1 did not end within $2 s: killed"; kill -KILL "$pid" 2>/dev/null; fi
  fi
  rm -f "$state/pids/$1.pid"
}

cluster_down() {
  [ -d "$state" ] || { say "There is no cluster '$profile'."; return; }
  is_root || die "'down' needs root. Run: sudo ./gantry down"
  if any_alive || [ -n "$(ls "$state/run" 2>/dev/null)" ]; then
    if [ $keep = yes ]; then touch "$state/keep-containers"; else rm -f "$state/keep-containers"; fi
    say "Stopping cluster '$profile'"
    local p order="node-agent service-proxy scheduler-service replication-service cluster-service api-gateway resource-service gantry kafka"
    for p in $order; do [ -f "$state/pids/$p.pid" ] || [ -f "$state/run/$p" ] && { step "stopping $p"; stop_process "$p" 60; }; done
  else
    say "Cluster '$profile' is not running."
  fi
  if [ -f "$state/redis/redis.pid" ]; then
    local pid; pid=$(cat "$state/redis/redis.pid")
    if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q redis-server; then step "stopping redis-server"; kill -TERM "$pid"; local i; for i in $(seq 100); do [ -d "/proc/$pid" ] || break; grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null && break; sleep 0.1; done; fi
  fi
  if [ $wipe = yes ]; then
    remove_containers
    rm -rf "$state"
    if has kubectl; then
      kubectl config delete-context "$profile" >/dev/null 2>&1; kubectl config delete-cluster "$profile" >/dev/null 2>&1; kubectl config delete-user "$profile-admin" >/dev/null 2>&1
    fi
    step "its data is gone"
  fi
}

# Containers that a crash or --keep-containers left behind belong to a cluster that is being forgotten.
remove_containers() {
  docker_answers || return 0
  local ids; ids=$(curl -sf --unix-socket "$(docker_socket)" -G http://docker/containers/json --data-urlencode 'all=1' --data-urlencode "filters={\"label\":[\"io.gantry.cluster=$profile\"]}" | grep -o '"Id":"[0-9a-f]*"' | cut -d'"' -f4)
  local id; for id in $ids; do curl -sf -X DELETE --unix-socket "$(docker_socket)" "http://docker/containers/$id?force=1" >/dev/null; done
}

# resident PID: its resident memory in MiB
resident() { awk '/^VmRSS:/ {print int($2 / 1024)}' "/proc/$1/status"; }

cluster_status() {
  if ! [ -d "$state" ]; then say "There is no cluster '$profile'. './gantry up' makes it."; return 3; fi
  local p up=no
  say "Cluster '$profile' ($(cat "$state/form" 2>/dev/null || echo '?') form), state in $state"
  for p in $(processes); do
    if alive "$p"; then
      local pid; pid=$(cat "$state/pids/$p.pid")
      printf '  %-20s running  pid %-8s %6s MiB  since %s\n' "$p" "$pid" "$(resident "$pid")" "$(ps -o lstart= -p "$pid")"
    else
      printf '  %-20s not running (it ended by itself; log: %s)\n' "$p" "$state/log/$p.log"
    fi
  done
  if [ -f "$state/redis/redis.pid" ]; then
    local pid; pid=$(cat "$state/redis/redis.pid")
    [ -d "/proc/$pid" ] && printf '  %-20s running  pid %-8s %6s MiB\n' redis-server "$pid" "$(resident "$pid")"
  fi
  if docker_answers; then say "  docker               answers at $(docker_socket)"; else say "  docker               does not answer at $(docker_socket)"; fi
  if any_alive && ready; then
    up=yes; say "  API                  ready at https://127.0.0.1:$(api_port)"
    has kubectl && kc get nodes
  else
    say "  API                  not running"
  fi
  [ $up = yes ] || return 3
}

cluster_logs() {
  ls "$state"/log/*.log >/dev/null 2>&1 || die "cluster '$profile' has no logs."
  if [ $follow = yes ]; then exec tail -n 50 -F "$state"/log/*.log; else tail -n 200 "$state"/log/*.log; fi
}

cluster_kubeconfig() {
  [ -f "$state/pki/admin.crt" ] || die "there is no cluster '$profile'. './gantry up' makes it."
  cat <<TEXT
apiVersion: v1
kind: Config
current-context: $profile
clusters:
- name: $profile
  cluster:
    server: https://127.0.0.1:$(api_port)
    certificate-authority-data: $(base64 -w0 "$state/pki/ca.crt")
contexts:
- name: $profile
  context: {cluster: $profile, user: $profile-admin}
users:
- name: $profile-admin
  user:
    client-certificate-data: $(base64 -w0 "$state/pki/admin.crt")
    client-key-data: $(base64 -w0 "$state/pki/admin.key")
TEXT
}
