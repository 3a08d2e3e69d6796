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
  rm -f "$here"/*/target/gantry.aot* "$here"/*/*/target/gantry.aot*
  if ! maven -q -DskipTests -Dspotless.check.skip=true package >"$here/target/build.log" 2>&1; then
    grep -m5 -E '^\[ERROR\]' "$here/target/build.log" >&2
    die "the build failed; the whole log is in $here/target/build.log" "'./gantry build' tries again; if it was cut short by a lost network, that is enough."
  fi
  touch "$built"
  train standalone io.gantry.standalone.StandaloneTraining "$standalone_jvm"
  step "built in $((SECONDS - start)) s"
}

# How every JVM of Gantry is called, whatever its heap.
java_base="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# Compiling later than usual leaves the cores to the start itself, which is over before compiled code would pay.
standalone_jvm="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx1g -Xss512k -XX:CompileThresholdScaling=4"

# class_path MODULE: its class path, its own jar first. The JVM takes a cache only with the class path it was made for.
class_path() {
  local jar; jar=$(ls "$here/$1/target/"*.jar | grep -v -e -tests -e -sources | head -1)
  echo "$jar:$(cat "$here/$1/target/classpath")"
}

cache_of() { echo "$here/$1/target/gantry.aot"; }
# cache_fits MODULE: there is one, of these very jars. One for another JVM is passed over by the JVM itself, in silence.
cache_fits() {
  local cache; cache=$(cache_of "$1")
  [ -f "$cache" ] || return 1
  local IFS=:
  # shellcheck disable=SC2046
  [ -z "$(find $(class_path "$1") -newer "$cache" -print -quit)" ]
}
cache_option() { cache_fits "$1" && printf '%s\n' "-XX:AOTCache=$(cache_of "$1")" -Xlog:disable; }
# can_end_recording: this JVM can make a cache of what it has loaded so far and go on (an early 25 can only when it ends).
can_end_recording() { grep -qF AOT.end_recording "$JAVA_HOME/lib/server/libjvm.so" && [ -x "$JAVA_HOME/bin/jcmd" ]; }

# train MODULE MAIN-CLASS JVM-OPTIONS: a run from which the JVM makes its cache of loaded classes; starts take half the time.
# Not having one costs nothing but time, so a failure is only told.
train() {
  local cache; cache=$(cache_of "$1")
  rm -f "$cache"*
  # shellcheck disable=SC2086
  if ! (cd / && timeout 180 "$JAVA_HOME/bin/java" $3 $java_base -XX:AOTCacheOutput="$cache.new" -cp "$(class_path "$1")" "$2") >"$here/$1/target/training.log" 2>&1 </dev/null; then
    rm -f "$cache".*
    step "starts will be slower: their cache could not be made ($here/$1/target/training.log says why)"
    return 0
  fi
  mv "$cache.new" "$cache" 2>/dev/null || true
}
