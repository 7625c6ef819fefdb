
_swarm() {
    local -a found names
    found=(${(f)"$(_swarm_candidates "${words[1]/#\~/$HOME}" "${(@)words[2,CURRENT]}")"})
    names=(${found:#/})
    compadd -- $names
    (( ! ${found[(Ie)/]} )) || _files
}

if [ "${funcstack[1]-}" = _swarm ]; then
    _swarm
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
    compdef _swarm swarm swarm-agent swarm-workflow swarm-run swarm-init-registry
fi
