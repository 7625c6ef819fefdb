# shellcheck shell=sh disable=SC2034,SC2154
# Finds a JDK and Maven, and names the command that installs one. Sourced by ./swarm and ./check,
# which define `say` and `fail`.

# The oldest JDK that compiles and runs Swarm.
jdk_wanted=25

# is_jdk FOLDER: whether a JDK stands there that is new enough, told by its `release` file, for to
# start java only to ask its version takes longer than a whole command may.
is_jdk() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r key value; do
        [ "$key" = JAVA_VERSION ] || continue
        value=${value#\"}
        value=${value%%[!0-9]*}
        [ "${value:-0}" -ge "$jdk_wanted" ]
        return
    done <"$1/release"
    return 1
}

# first_jdk FOLDER…: sets `jdk` to the first that holds one.
first_jdk() {
    for jdk in "$@"; do
        ! is_jdk "$jdk" || return 0
    done
    return 1
}

# The folders of PATH without their /bin.
jdk_on_path() {
    saved=${IFS-}
    IFS=:
    for folder in $PATH; do
        if is_jdk "${folder%/bin}"; then
            jdk=${folder%/bin}
            IFS=$saved
            return 0
        fi
    done
    IFS=$saved
    return 1
}

# The JDK that the `java` of PATH is a link into.
jdk_behind_link() {
    java=$(command -v java) && java=$(readlink -f "$java") && jdk=${java%/bin/java} && is_jdk "$jdk"
}

# A JDK where distributions, archives and version managers put one.
usual_jdk() {
    user=${HOME:-/nonexistent}
    first_jdk /usr/lib/jvm/* /usr/lib64/jvm/* /usr/local/lib/jvm/* /usr/java/* /opt/* /opt/java/* /opt/jdk/* \
        "$user"/.sdkman/candidates/java/* "$user"/.jdks/* "$user"/.asdf/installs/java/* \
        "$user"/.local/share/mise/installs/java/* /snap/openjdk/current/jdk \
        /Library/Java/JavaVirtualMachines/*/Contents/Home
}

# Sets `jdk` to the folder of a JDK, or fails. The link behind PATH comes last, for to read it costs a
# process.
find_jdk() {
    first_jdk "${JAVA_HOME:-/nonexistent}" || jdk_on_path || usual_jdk || jdk_behind_link
}

# Maven where archives and version managers put it.
usual_maven() {
    for maven in "${MAVEN_HOME:-/nonexistent}"/bin/mvn /usr/share/maven/bin/mvn /opt/*maven*/bin/mvn \
        /usr/local/*maven*/bin/mvn "${HOME:-/nonexistent}"/.sdkman/candidates/maven/current/bin/mvn; do
        [ ! -x "$maven" ] || return 0
    done
    return 1
}

# Sets `maven` to the command that starts Maven, or fails.
find_maven() { maven=$(command -v mvn) || usual_maven; }

# has COMMAND: whether it is on PATH.
has() { command -v "$1" >/dev/null 2>&1; }

# The prefix of a command that needs root: nothing for root, else sudo.
as_root() { [ "$(id -u)" = 0 ] || printf 'sudo '; }

# Prints the command that installs a JDK here: from the distribution where it has one, else the
# vendor's archive into a folder that find_jdk looks at.
jdk_install_command() {
    if has apt-cache; then
        for package in "openjdk-$jdk_wanted-jdk-headless" "temurin-$jdk_wanted-jdk"; do
            apt-cache show "$package" >/dev/null 2>&1 || continue
            printf '%sapt-get install -y %s\n' "$(as_root)" "$package"
            return
        done
    elif has dnf; then
        printf '%sdnf install -y java-%s-openjdk-devel\n' "$(as_root)" "$jdk_wanted"
        return
    elif has apk; then
        printf '%sapk add openjdk%s\n' "$(as_root)" "$jdk_wanted"
        return
    fi
    case $(uname -m) in aarch64 | arm64) arch=aarch64 ;; *) arch=x64 ;; esac
    archive=https://api.adoptium.net/v3/binary/latest/$jdk_wanted/ga/linux/$arch/jdk/hotspot/normal/eclipse
    printf 'curl -fsSL %s | %star -xz -C /opt\n' "$archive" "$(as_root)"
}

# Prints the command that installs Maven here.
maven_install_command() {
    if has dnf; then
        printf '%sdnf install -y maven\n' "$(as_root)"
    elif has apk; then
        printf '%sapk add maven\n' "$(as_root)"
    else
        printf '%sapt-get install -y maven\n' "$(as_root)"
    fi
}

refuse_without_jdk() {
    say "Swarm needs a JDK $jdk_wanted or newer, and none is in JAVA_HOME, PATH or the usual folders. Install it:"
    fail 78 "    $(jdk_install_command)"
}

refuse_without_maven() {
    say 'Swarm is built with Maven, and there is no mvn on PATH or in the usual folders. Install it:'
    fail 78 "    $(maven_install_command)"
}
