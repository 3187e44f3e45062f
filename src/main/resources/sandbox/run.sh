# Runs a command once, however often this is called with the same id, and reports how it stands.
# $1 supervise.sh  $2 id  $3 run, start, poll or kill  $4 working folder  $5 time limit in s, 0 for
# none  $6 grace in s  $7 "stdin" when the command is to have what comes in here; then the command.
supervise=$1 mode=$3 work=$4 limit=$5 grace=$6 input=$7
base=${TMPDIR:-/tmp}/.ml-intern
f=$base/$2
shift 7

report() {
  wrote=nothing
  [ -s "$f.out" ] && wrote=something
  place=own
  [ -n "${ML_INTERN_SANDBOX_ROOT:-}" ] && place=shared
  printf 'ml-intern-run 1 %s %s %s %s %s\n' "$1" "$2" $wrote $place "$f"
  exit 0
}

nap() {
  sleep 0.05 2>/dev/null || sleep 1
}

ended() {
  [ -s "$f.exit" ] && read -r code word <"$f.exit" && [ -n "$word" ]
}

supervised() {
  tries=0
  while [ ! -s "$f.keeper" ] && [ $tries -lt 60 ]; do
    nap
    tries=$((tries + 1))
  done
  [ -s "$f.keeper" ] && read -r keeper <"$f.keeper" && kill -0 "$keeper" 2>/dev/null || return 1
  # The first process of a container need not bury the dead.
  [ -r "/proc/$keeper/stat" ] && read -r _ _ life _ <"/proc/$keeper/stat" || return 0
  [ "$life" != Z ]
}

case $mode in
run | start)
  # Creating the file without overwriting is what makes it once.
  set -C
  claimed=
  if { true >"$f.claim"; } 2>/dev/null; then
    claimed=1
  elif [ ! -e "$f.claim" ]; then
    mkdir -m 700 -p "$base" && { true >"$f.claim"; } && claimed=1
  fi
  set +C
  [ -e "$f.claim" ] || report refused 0
  if [ -n "$claimed" ]; then
    if [ "$input" = stdin ]; then
      cat >"$f.in" || report refused 0
    fi
    own=
    if command -v setsid >/dev/null 2>&1; then own=setsid; fi
    set -- "$f" "$work" "$limit" "$grace" "$own" "$@"
    # The sandbox of this machine offers to let this process be when its caller goes away. What is
    # not ended with the connection can supervise by itself.
    if [ "$mode" = run ] && command -v ml_intern_outlive >/dev/null 2>&1 && ml_intern_outlive; then
      end_word=
      trap '[ -z "$end_word" ] || report "$end_word" "$end_code"' EXIT
      eval "$supervise"
    fi
    $own /bin/sh -c "$supervise" sh "$@" </dev/null >/dev/null 2>&1 &
    [ "$mode" = start ] && report running 0
    wait $!
    status=$?
    # Without the file, on a full disk, its own exit is what there is.
    ended || [ $status -gt 128 ] || report ended $status
  fi
  ;;
*)
  [ -e "$f.claim" ] || report unknown 0
  ;;
esac

if [ "$mode" = kill ] && supervised; then
  tries=0
  while [ ! -s "$f.pid" ] && ! ended && [ $tries -lt 60 ]; do
    nap
    tries=$((tries + 1))
  done
  read -r target <"$f.pid"
  # So spelt, dash, bash and busybox all take a group for one, with "--" not.
  kill -TERM "$target" 2>/dev/null
  tries=0
  while kill -0 "$target" 2>/dev/null && [ $tries -lt $((grace * 20)) ]; do
    nap
    tries=$((tries + 1))
  done
  kill -KILL "$target" 2>/dev/null
  mode=run
fi

while ! ended; do
  if ! supervised; then
    ended || report lost 0
    break
  fi
  [ "$mode" = poll ] || [ "$mode" = start ] && report running 0
  nap
done
report "$word" "$code"
