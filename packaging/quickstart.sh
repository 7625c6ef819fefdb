# shellcheck shell=sh disable=SC2034,SC2154
# What makes a JVM start quickly: AOT caches, and SQLite's library lying ready instead of being
# unpacked at each start. Sourced by ./swarm.
#
# A cache does not notice another jar and would silently run the old classes, so its name holds size,
# time and inode of the jar and of the JDK's own image. Both caches are made once, beside the jar, or
# in the person's cache folder where that is read-only. Nothing here may break a command: without a
# cache it only starts slower.

# Sets `cache` and `library` to files for this jar and JDK, which may be missing, and `caches` to
# their folder. `kind` is the cache wanted: read or run.
find_caches() {
    cache=''
    library=''
    jar_folder=${jar%/*}
    caches=$jar_folder/aot
    # Two lines: the jar's and the JDK's.
    ids=$(stat -c '%s-%Y-%i' "$jar" "$jdk/lib/modules" 2>/dev/null)
    jar_name=${jar##*/}.${ids%%[!0-9-]*}
    name=$jar_name.${ids##*[!0-9-]}
    if [ ! -r "$caches/$name.tried" ] && [ ! -w "$jar_folder" ]; then
        person=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
        [ -n "$person" ] || return 0
        caches=$person/swarm/aot$jar_folder
    fi
    cache=$caches/$name.$kind.aot
    library=$caches/$name.libsqlitejdbc.so
    [ -e "$caches/$name.tried" ] || make_caches
}

# Makes them, unless another start is just doing so. The mark is set whether that works or not: a
# machine where it can't would else try at each start.
make_caches() {
    mkdir -p "$caches" 2>/dev/null && [ -w "$caches" ] && has flock && has timeout || return 0
    {
        flock -n 9 && [ ! -e "$caches/$name.tried" ] || return 0
        scratch=$caches/scratch
        log=$caches/log
        : >"$log"
        clear_scratch
        mkdir "$scratch"
        extract_library
        rehearse run 'run echo-chain {"message":"Hello"}' 'workflow register rehearsal' \
            'run rehearsal {"message":"Hello"}'
        id=$(train "$main" runs list -o name 2>>"$log" | tail -n 1)
        rehearse read 'agent list' 'agent info echo' 'workflow list' 'workflow info echo-chain' \
            'runs list' "runs show $id" "runs logs $id" "runs artifacts $id first" 'agent list --help'
        clear_scratch
        remove_old_caches
        : >"$caches/$name.tried"
    } 9>"$caches/lock"
}

# Packages in a root are read-only, folders included.
clear_scratch() {
    [ ! -e "$scratch" ] || { chmod -R u+w "$scratch" && rm -rf "$scratch"; }
}

# SQLite's library for the machine and C library that this JDK was built for.
extract_library() {
    libc=Linux
    machine=''
    while IFS='=' read -r key value; do
        case $key-$value in
            LIBC-*musl*) libc=Linux-Musl ;;
            OS_ARCH-*) machine=$value ;;
        esac
    done <"$jdk/release"
    machine=${machine#\"}
    entry=org/sqlite/native/$libc/${machine%\"}/libsqlitejdbc.so
    (cd "$scratch" && "$jdk/bin/jar" -xf "$jar" "$entry" >>"$log" 2>&1)
    [ ! -f "$scratch/$entry" ] || mv -f "$scratch/$entry" "$library"
}

# rehearse KIND LINE…: carries out command lines on a root of its own, and keeps what the JVM learnt
# from them as the cache of that kind, if a JVM really starts with it.
rehearse() {
    new=$scratch/$1.aot
    kept=$caches/$name.$1.aot
    shift
    # Without profiles: they help the second compiler, which a short command never reaches, and to
    # load them costs a tenth of its time.
    train -XX:+UnlockDiagnosticVMOptions -XX:+IgnoreUnrecognizedVMOptions -XX:-AOTRecordTraining \
        -XX:AOTCacheOutput="$new" "${main%.*}.Rehearsal" "$@" >>"$log" 2>&1
    train -XX:AOTMode=on -XX:AOTCache="$new" "$main" --version >>"$log" 2>&1 && mv -f "$new" "$kept"
}

# A JVM as the launcher starts it, for a minute at most.
train() {
    # shellcheck disable=SC2086 # a list of words
    (cd "$home/packaging" && SWARM_ROOT=$scratch/root exec timeout -k 5 60 \
        "$jdk/bin/java" $flags -cp "$jar" "$@" </dev/null)
}

# Caches of other contents of this jar; a Swarm that runs on one keeps it open.
remove_old_caches() {
    for old in "$caches/${jar##*/}".*; do
        case $old in "$caches/$jar_name".*) ;; *) rm -f "$old" ;; esac
    done
}
