# Building from the checkout. Sourced by ./gantry.

built="$here/target/.built"

# The stamp is written last: a build that was cut short counts as none.
build_is_current() {
  [ -f "$built" ] || return 1
  [ -z "$(find "$here" \( -name target -o -name .git -o -path '*/src/test' -o -name e2e -o -name docs \) -prune -o -type f \( -name pom.xml -o -path '*/src/main/*' \) -newer "$built" -print -quit)" ]
}

maven() { (cd "$here" && MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" mvn -B -ntp "$@"); }

build_all() {
  find_java
  if build_is_current; then step "the build is up to date"; return; fi
  need mvn maven "Maven"
  step "building Gantry (the first time takes a few minutes; the log: $here/target/build.log)"
  mkdir -p "$here/target"
  local start=$SECONDS
  if ! maven -q -DskipTests -Dspotless.check.skip=true package >"$here/target/build.log" 2>&1; then
    grep -m5 -E '^\[ERROR\]' "$here/target/build.log" >&2
    die "the build failed; the whole log is in $here/target/build.log" "'./gantry build' tries again; if it was cut short by a lost network, that is enough."
  fi
  touch "$built"
  step "built in $((SECONDS - start)) s"
}
