#!/bin/sh
# Keeps one replica of one workload alive. It runs in the replica's folder, in a session of its own, and needs neither the
# platform nor anything but this shell and the launcher.
#
#   keeper.sh <name> <interpreter> <launcher> <mode> <start> <retries> <attempt> <sweep> [<pid> <born>]
#
# name         for people who look at the process list
# mode         always | on-failure | never
# start        hundredths of a second that a process must live to count as started
# retries      how many times in a row it may die before that
# attempt      the number of the first attempt
# sweep        1: the launcher ends what earlier attempts left behind before it starts the command
# pid, born    a process that runs already, and its start time in the kernel's ticks: watch it instead of starting one
#
# Files here: launch (what to run), journal (what happened; every line ends with ";", and begins on a new line so that a torn
# one harms only itself), stop (asks to start nothing any more), noexec (written by the launcher: the command cannot run).
# TERM only wakes the keeper, so that it looks for the stop file. While the process lives it costs no processor time.

name=$1 interpreter=$2 launcher=$3 mode=$4 start=$5 retries=$6 attempt=$7 sweep=$8
pid=${9:-0}
shift 8
[ "$#" -gt 1 ] && shift
born=${1:-0}
case $launcher in *.py) flags=-ISE ;; *) flags= ;; esac
umask 077

woken=0
trap 'woken=1' TERM HUP INT QUIT USR1 USR2 ALRM PIPE

# The journal is opened for each line, so that no descriptor leaks into the service.
say() { printf '\n%s ;\n' "$*" >>journal; }

# Sets now: hundredths of a second since the host was booted.
clock() {
    read -r up rest </proc/uptime
    now=$((${up%.*} * 100 + 1${up#*.} - 100))
}

# Sets seen to the start time of a process that lives, else to 0.
look() {
    seen=0 text=
    { while read -r line || [ -n "$line" ]; do text="$text $line"; done <"/proc/$1/stat"; } 2>/dev/null
    text=${text##*) }
    [ -n "$text" ] || return
    set -- $text
    case $1 in Z | X) ;; *) seen=${20:-0} ;; esac
}

# Sleeps the given hundredths of a second, or until a signal comes.
doze() {
    part=$(($1 % 100 + 100))
    sleep "$(($1 / 100)).${part#1}" &
    nap=$!
    wait "$nap"
    [ "$woken" = 0 ] || kill "$nap" 2>/dev/null
    woken=0
}

end() {
    clock
    say "$1 $attempt $now"
    exit 0
}

read -r boot </proc/sys/kernel/random/boot_id
look $$
say "keeper $$ $seen $boot"
early=0 late=0

while :; do
    if [ "$pid" -gt 1 ]; then
        # Not our child: its end can only be seen by looking.
        while look "$pid" && [ "$seen" = "$born" ]; do doze 100; done
        status='?'
        clock
        lived=$((now - born))
    else
        [ -e stop ] && end stopped
        clock
        began=$now
        "$interpreter" $flags "$launcher" launch "$attempt" "$sweep" &
        pid=$!
        woken=0
        wait "$pid"
        status=$?
        # A signal ends the wait early; the status then comes from the next one.
        while [ "$woken" = 1 ]; do
            woken=0
            wait "$pid"
            again=$?
            [ "$again" = 127 ] || status=$again
        done
        clock
        lived=$((now - began))
    fi

    # Whoever it left in its process group goes too, unless a stop with its own grace is under way.
    [ -e stop ] || { [ "$pid" -gt 1 ] && kill -s KILL "-$pid" 2>/dev/null; }
    pid=0
    say "exited $attempt $status $lived $now"

    [ -e stop ] && end stopped
    [ -e noexec ] && end fatal
    case $mode in
    never) end ended ;;
    on-failure) [ "$status" = 0 ] && end ended ;;
    esac

    delay=0
    if [ "$lived" -lt "$start" ]; then
        early=$((early + 1))
        [ "$early" -gt "$retries" ] && end fatal
        delay=50 step=1
        while [ "$step" -lt "$early" ] && [ "$delay" -lt 3000 ]; do delay=$((delay * 2)) step=$((step + 1)); done
    else
        early=0
        [ "$lived" -ge 6000 ] && late=0
        if [ "$late" -gt 0 ]; then
            delay=100 step=1
            while [ "$step" -lt "$late" ] && [ "$delay" -lt 3000 ]; do delay=$((delay * 2)) step=$((step + 1)); done
        fi
        late=$((late + 1))
    fi
    [ "$delay" -gt 3000 ] && delay=3000

    attempt=$((attempt + 1)) sweep=1
    if [ "$delay" -gt 0 ]; then
        say "backoff $attempt $delay $now"
        woken=0
        [ -e stop ] || doze "$delay"
        [ -e stop ] && end stopped
    fi
done
