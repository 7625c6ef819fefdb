# Works in bash and in zsh; written by `swarm completion`.

# _swarm_names KIND PROGRAM ROOT LAST: the names of what is registered, or the ends of runs' ids.
_swarm_names() {
    set -- "$1" "$2" "$4" ${3:+--root "$3"}
    local kind=$1 program=$2 last=$3 name
    shift 3
    case $kind in
        runs) "$program" runs list -o name "$@" ;;
        *) "$program" "$kind" list -o name "$@" ;;
    esac 2>/dev/null </dev/null | while IFS= read -r name; do
        case $kind/$last in
            runs/????????*) printf '%s\n' "$name" ;;
            runs/*) printf '%s\n' "${name##*-????}" ;;
            */*@*) printf '%s\n' "$name" ;;
            *) printf '%s\n' "${name%%@*}" ;;
        esac
    done | sort -u
}

# _swarm_candidates PROGRAM WORD… LAST: what the last word may be, a line each; a line of `/` is any
# file.
_swarm_candidates() {
    [ -z "${ZSH_VERSION-}" ] || emulate -L sh
    local program=$1 route='' root='' option='' position=0
    local below='' flags='' valued='' arguments='' word kind
    shift
    case ${program##*/} in
        swarm-agent) route=agent program=swarm ;;
        swarm-workflow) route=workflow program=swarm ;;
        swarm-run) route=run program=swarm ;;
        swarm-init-registry) route=init program=swarm ;;
    esac
    _swarm_table
    while [ $# -gt 1 ]; do
        case $1 in
            --root=*) root=${1#*=} ;;
            -*)
                case " $valued " in
                    *" $1 "*)
                        if [ $# -eq 2 ]; then
                            option=$1
                        else
                            [ "$1" != --root ] || root=$2
                            shift
                        fi
                        ;;
                esac
                ;;
            *)
                case " $below " in
                    *" $1 "*)
                        route=${route:+$route }$1
                        _swarm_table
                        ;;
                    *) position=$((position + 1)) ;;
                esac
                ;;
        esac
        shift
    done
    if [ -n "$option" ]; then
        _swarm_values
        return
    fi
    case $1 in
        -*)
            for word in $flags $valued; do
                printf '%s\n' "$word"
            done
            return
            ;;
    esac
    [ "$position" -gt 0 ] || for word in $below; do
        printf '%s\n' "$word"
    done
    for word in $arguments; do
        if [ "$position" -eq 0 ]; then
            for kind in $(printf %s "$word" | tr , ' '); do
                case $kind in
                    none) ;;
                    =*) printf '%s\n' "${kind#=}" ;;
                    file) printf '/\n' ;;
                    *) _swarm_names "$kind" "$program" "$root" "$1" ;;
                esac
            done
            return
        fi
        position=$((position - 1))
    done
}
