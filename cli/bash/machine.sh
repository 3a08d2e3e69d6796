# What the machine must have: found, or installed by apt where that is allowed, or explained.
# Sourced by ./gantry.

is_root() { [ "$(id -u)" = 0 ]; }
has() { command -v "$1" >/dev/null 2>&1; }
has_apt() { has apt-get && is_root; }

# apt_install WHY PACKAGE...
apt_install() {
  local why=$1; shift
  has_apt || die "$why is missing." "Install it (on Debian and Ubuntu: sudo apt-get install $*) and try again."
  step "installing $* ($why)"
  local log; log=$(mktemp)
  if ! { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
         { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }; } >"$log" 2>&1 </dev/null; then
    tail -5 "$log" >&2
    die "apt could not install $*; the whole output is in $log"
  fi
  rm -f "$log"
}

# need COMMAND PACKAGE WHY
need() { has "$1" || apt_install "$3" "$2"; }

java_major() { "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p'; }

# Finds a JDK 25 or newer in JAVA_HOME, on PATH and in the machine's JVM folders; else asks apt.
find_java() {
  local candidate
  for candidate in "${JAVA_HOME:-/nonexistent}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /x/y/z)")")")" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk*25*; do
    if [ -x "$candidate/bin/javac" ] && [ "$(java_major "$candidate/bin/java")" -ge 25 ] 2>/dev/null; then
      export JAVA_HOME=$candidate; return
    fi
  done
  if has_apt && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
    apt_install "a JDK 25" openjdk-25-jdk-headless
    JAVA_HOME=$(dirname "$(dirname "$(readlink -f /usr/lib/jvm/java-25-*/bin/javac | head -1)")"); export JAVA_HOME
    [ -x "$JAVA_HOME/bin/javac" ] && return
  fi
  die "no JDK 25 found in JAVA_HOME, on PATH or under /usr/lib/jvm." "Install one (for example Eclipse Temurin 25), or set JAVA_HOME, and try again."
}

docker_socket() { case ${DOCKER_HOST:-} in unix://*) echo "${DOCKER_HOST#unix://}" ;; *) echo /var/run/docker.sock ;; esac; }
docker_answers() { curl -sf -m 3 --unix-socket "$(docker_socket)" http://docker/_ping >/dev/null 2>&1; }

# Gantry does not own the engine: it starts one only where none answers, and never stops it.
need_docker() {
  docker_answers && return
  [ -n "${DOCKER_HOST:-}" ] && die "the Docker engine at DOCKER_HOST=$DOCKER_HOST does not answer." "Start it, or unset DOCKER_HOST."
  has dockerd || apt_install "the Docker engine" docker.io iptables
  step "starting the Docker engine (none answered at $(docker_socket))"
  if [ -d /run/systemd/system ] && systemctl start docker >/dev/null 2>&1; then :; else
    local stale; stale=$(cat /var/run/docker.pid 2>/dev/null || true)
    if [ -n "$stale" ] && ! grep -qs dockerd "/proc/$stale/cmdline"; then rm -f /var/run/docker.pid; fi
    mkdir -p /var/log
    setsid nohup dockerd >>/var/log/gantry-dockerd.log 2>&1 </dev/null 8>&- &
  fi
  local i
  for i in $(seq 150); do docker_answers && return; sleep 0.2; done
  tail -3 /var/log/gantry-dockerd.log 2>/dev/null >&2
  die "the Docker engine did not start within 30 s; its log: /var/log/gantry-dockerd.log"
}

need_machine() {
  [ "$(uname -s)" = Linux ] || die "a Gantry node needs Linux; this is $(uname -s)."
  is_root || die "'up' needs root: it sets up pod networks and talks to the Docker engine." "Run: sudo ./gantry up"
  need curl curl "curl"
  need ip iproute2 "the ip command (pod networks)"
  need nsenter util-linux "the nsenter command (pod networks)"
  need nft nftables "nftables (services)"
  need redis-server redis-server "Redis (the cluster's store)"
  find_java
}
