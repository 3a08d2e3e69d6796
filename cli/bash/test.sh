# The whole test suite. Sourced by ./gantry.
# Fast checks need a JDK and Redis; the stories need root, a Docker engine's program and kubectl. Each part starts
# what it needs by itself, and a part that cannot run is a failure, never silence.

run_tests() {
  is_root || die "'test' needs root: the stories run in a lab of network namespaces." "Run: sudo ./gantry test"
  find_java
  need mvn maven "Maven"
  need redis-server redis-server "Redis"
  need dockerd docker.io "the Docker engine (for the labs)"
  need iptables iptables "iptables (the Docker engine needs it)"
  need ip iproute2 "the ip command"
  need nft nftables "nftables"
  need curl curl "curl"
  need busybox busybox-static "busybox (for test images)"
  need tini tini "tini (the labs' first process)"
  need docker-registry docker-registry "a registry (for pulls under test)"
  need kubectl kubernetes-client "kubectl"
  local what=${1:-all}
  check_compose() {
    need docker-compose docker-compose "docker-compose (it checks docker-compose.yml)"
    step "docker-compose.yml"
    GANTRY_NODE_IP=192.0.2.1 GANTRY_NODE_NAME=node1 docker-compose -f "$here/docker-compose.yml" config -q || die "docker-compose.yml is not valid"
  }
  case $what in
    fast) maven verify ;;
    stories) build_all && maven -Pe2e -pl e2e -am verify -Dtest='NoUnitTests' -Dsurefire.failIfNoSpecifiedTests=false ;;
    all)
      check_compose
      step "fast checks: units, contracts, rules, single services against real parts"
      maven verify || die "the fast checks failed"
      touch "$built"
      step "stories: kubectl against whole clusters"
      maven -Pe2e -pl e2e -am verify -Dspotless.check.skip=true -Dtest='NoUnitTests' -Dsurefire.failIfNoSpecifiedTests=false || die "the stories failed" ;;
    *) die "unknown part '$what': fast, stories or all" ;;
  esac
}
