# shellcheck shell=sh disable=SC2034,SC2154
# Builds the jar that ./swarm starts. Sourced by it.
#
# Killed at any moment, it leaves a state from which the next start recovers: the jar and then the
# line that says what it was made of are renamed into place last, and Maven works in a folder that
# each build empties. The lock is an open file, which Maven inherits: where the shell alone is
# killed, the next start waits until that Maven has ended too.

# Makes `jar` of the sources that stand here, or waits for another start that does.
build() {
    writable=$home
    [ ! -e "$home/.build" ] || writable=$home/.build
    if [ ! -w "$writable" ]; then
        [ -f "$jar" ] || fail 78 "Swarm is not built yet, and $writable can't be written: start $home/swarm once as its owner"
        say "the sources differ from what is built, and $writable can't be written: starting what is built"
        return
    fi
    has flock || fail 78 'building needs the command flock (package util-linux)'
    mkdir -p "$home/.build"
    log=$home/.build/build.log
    {
        if ! flock -n 9; then
            say "another start is building Swarm; waiting for it (log: $log)"
            flock 9
        fi
        is_built || make_jar
    } 9>"$home/.build/lock"
}

make_jar() {
    find_maven || refuse_without_maven
    say "building Swarm, once, about a minute (log: $log)"
    # Taken before the build: what changes while it runs makes the next start build again.
    made_of=$(sources)
    rm -rf "$home/.build/maven"
    # Standard input belongs to the command that follows.
    if ! (cd "$home" && JAVA_HOME=$jdk "$maven" -B -ntp -Dquick -Dmaven.test.skip=true \
        -Dswarm.build.directory=.build/maven package </dev/null >"$log" 2>&1); then
        tail -n 30 "$log" >&2
        fail 1 "the build failed; the whole log: $log"
    fi
    mv -f "$home/.build/maven/swarm.jar" "$jar"
    printf '%s\n' "$made_of" >"$home/.build/sources.new"
    mv -f "$home/.build/sources.new" "$home/.build/sources"
    rm -rf "$home/.build/maven"
}
