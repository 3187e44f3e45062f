# Runs a command once, however often this is called with the same id, and reports how it stands.
# $1 supervise.sh  $2 id  $3 run, start, poll or kill  $4 working folder  $5 time limit in s, 0 for
# none  $6 grace in s  $7 "stdin" when the command is to have what comes in here; then the command.
# Names begin with mi_: a variable of the environment would be changed for the command as well.
mi_supervise=$1 mi_mode=$3 mi_work=$4 mi_limit=$5 mi_grace=$6 mi_input=$7
mi_base=${TMPDIR:-/tmp}/.ml-intern
mi_f=$mi_base/$2
shift 7

report() {
  mi_wrote=nothing
  if [ -s "$mi_f.out" ]; then
    mi_wrote=something
  elif [ -e "$mi_f.keeper" ] && [ ! -s "$mi_f.keeper" ]; then
    # On a full disk not even that could be written.
    mi_wrote=unkept
  fi
  mi_place=own
  [ -n "${ML_INTERN_SANDBOX_ROOT:-}" ] && mi_place=shared
  printf 'ml-intern-run 1 %s %s %s %s %s\n' "$1" "$2" $mi_wrote $mi_place "$mi_f"
  exit 0
}

nap() {
  sleep 0.05 2>/dev/null || sleep 1
}

ended() {
  [ -s "$mi_f.exit" ] && read -r mi_code mi_word <"$mi_f.exit" && [ -n "$mi_word" ]
}

supervised() {
  mi_tries=0
  while [ ! -s "$mi_f.keeper" ] && [ $mi_tries -lt 60 ]; do
    nap
    mi_tries=$((mi_tries + 1))
  done
  [ -s "$mi_f.keeper" ] && read -r mi_keeper <"$mi_f.keeper" && kill -0 "$mi_keeper" 2>/dev/null || return 1
  # The first process of a container need not bury the dead.
  [ -r "/proc/$mi_keeper/stat" ] && read -r _ _ mi_life _ <"/proc/$mi_keeper/stat" || return 0
  [ "$mi_life" != Z ]
}

case $mi_mode in
run | start)
  # Creating the file without overwriting is what makes it once.
  set -C
  mi_claimed=
  if { true >"$mi_f.claim"; } 2>/dev/null; then
    mi_claimed=1
  elif [ ! -e "$mi_f.claim" ]; then
    mkdir -m 700 -p "$mi_base" && { true >"$mi_f.claim"; } && mi_claimed=1
  fi
  set +C
  [ -e "$mi_f.claim" ] || report refused 0
  if [ -n "$mi_claimed" ]; then
    if [ "$mi_input" = stdin ]; then
      cat >"$mi_f.in" || report refused 0
    fi
    mi_own=
    if command -v setsid >/dev/null 2>&1; then mi_own=setsid; fi
    set -- "$mi_f" "$mi_work" "$mi_limit" "$mi_grace" "$mi_own" "$@"
    # The sandbox of this machine offers to let this process be when its caller goes away. What is
    # not ended with the connection can supervise by itself.
    if [ "$mi_mode" = run ] && command -v ml_intern_outlive >/dev/null 2>&1 && ml_intern_outlive; then
      mi_end_word=
      trap '[ -z "$mi_end_word" ] || report "$mi_end_word" "$mi_end_code"' EXIT
      eval "$mi_supervise"
    fi
    $mi_own /bin/sh -c "$mi_supervise" sh "$@" </dev/null >/dev/null 2>&1 &
    [ "$mi_mode" = start ] && report running 0
    wait $!
    mi_status=$?
    # Without the file, on a full disk, its own exit is what there is.
    ended || [ $mi_status -gt 128 ] || report ended $mi_status
  fi
  ;;
*)
  [ -e "$mi_f.claim" ] || report unknown 0
  ;;
esac

if [ "$mi_mode" = kill ] && supervised; then
  mi_tries=0
  while [ ! -s "$mi_f.pid" ] && ! ended && [ $mi_tries -lt 60 ]; do
    nap
    mi_tries=$((mi_tries + 1))
  done
  read -r mi_target <"$mi_f.pid"
  # So spelt, dash, bash and busybox all take a group for one, with "--" not.
  mi_tries=0
  # A moment after its start it has no group yet.
  until kill -TERM "$mi_target" 2>/dev/null || ended || [ $mi_tries -ge 60 ]; do
    nap
    mi_tries=$((mi_tries + 1))
  done
  mi_tries=0
  while kill -0 "$mi_target" 2>/dev/null && [ $mi_tries -lt $((mi_grace * 20)) ]; do
    nap
    mi_tries=$((mi_tries + 1))
  done
  kill -KILL "$mi_target" 2>/dev/null
  mi_mode=run
fi

while ! ended; do
  if ! supervised; then
    ended || report lost 0
    break
  fi
  [ "$mi_mode" = poll ] || [ "$mi_mode" = start ] && report running 0
  nap
done
report "$mi_word" "$mi_code"
