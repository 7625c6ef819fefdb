
_swarm() {
    local line=${COMP_LINE:0:COMP_POINT} last=${COMP_LINE:0:COMP_POINT} candidate
    local -a words
    read -ra words <<<"$line"
    last=${last##*[[:space:]]}
    [ -n "$last" ] || words+=('')
    words[0]=${words[0]/#\~/$HOME}
    COMPREPLY=()
    while IFS= read -r candidate; do
        if [ "$candidate" = / ]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r candidate; do
                COMPREPLY+=("$candidate")
            done < <(compgen -f -- "$last")
        elif [[ $candidate == "$last"* ]]; then
            # Where @ parts words, bash replaces what stands behind it.
            [[ $COMP_WORDBREAKS != *@* || $last != *@* ]] || candidate=${candidate#"${last%@*}@"}
            COMPREPLY+=("$candidate")
        fi
    done < <(_swarm_candidates "${words[@]}")
}

complete -F _swarm swarm swarm-agent swarm-workflow swarm-run swarm-init-registry
