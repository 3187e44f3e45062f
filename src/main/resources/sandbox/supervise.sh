# Starts a command in a process group of its own, ends it when its time is over, keeps its exit.
# $1 where its files are  $2 working folder  $3 time limit in s, 0 for none  $4 grace in s
# $5 "setsid" where there is one; then the command.
mi_f=$1 mi_work=$2 mi_limit=$3 mi_grace=$4 mi_own=$5
shift 5
echo $$ >"$mi_f.keeper"
ulimit -c 0

finish() {
  echo "$1 $2" >"$mi_f.exit"
  mi_end_code=$1 mi_end_word=$2
  exit "$1"
}

case $mi_work in
/app | /app/*) mi_work=${ML_INTERN_SANDBOX_ROOT:-}$mi_work ;;
esac
if [ "$mi_work" = /app ] && [ ! -e /app ]; then mkdir /app; fi
if ! cd -- "$mi_work" 2>/dev/null; then
  cd -- "$mi_work" 2>"$mi_f.out"
  finish 1 nofolder
fi

if [ "$1" = bash ] && ! command -v bash >/dev/null 2>&1; then
  shift
  set -- sh "$@"
fi
mi_in=/dev/null
if [ -e "$mi_f.in" ]; then mi_in=$mi_f.in; fi

end_group() {
  kill -TERM "$mi_target"
  mi_tries=0
  while kill -0 "$mi_target" && [ $mi_tries -lt $((mi_grace * 10)) ]; do
    sleep 0.1 || sleep 1
    mi_tries=$((mi_tries + 1))
  done
  kill -KILL "$mi_target"
}

# When, in ns since 1970; in whole seconds where date knows no others.
instant() {
  mi_at=$(date "$@" +%s%N 2>/dev/null)
  case $mi_at in
  '' | *[!0-9]*) mi_at=$(date "$@" +%s 2>/dev/null)000000000 ;;
  esac
}

# GNU's timeout makes the group and keeps the time, without a process more; of the others, which are
# links to something larger, nobody knows that.
mi_clock=
if [ "$mi_limit" -gt 0 ]; then
  if [ -n "$mi_own" ] && [ "$mi_grace" -gt 0 ] && [ -x /usr/bin/timeout ] && [ ! -L /usr/bin/timeout ]; then
    mi_clock=timeout mi_own="/usr/bin/timeout -k $mi_grace $mi_limit"
  else
    mi_clock=timer
  fi
fi
$mi_own "$@" <"$mi_in" >"$mi_f.out" 2>&1 &
mi_p=$!
mi_target=$mi_p
if [ -n "$mi_own" ]; then mi_target=-$mi_p; fi
echo "$mi_target" >"$mi_f.pid"

mi_timer=
if [ "$mi_clock" = timer ]; then
  (
    trap '[ "$!" = "$mi_p" ] || kill "$!"; exit 0' TERM
    sleep "$mi_limit" &
    wait $!
    echo late >"$mi_f.late"
    end_group
  ) </dev/null >/dev/null 2>&1 &
  mi_timer=$!
fi
wait $mi_p
mi_code=$?
mi_word=ended
if [ "$mi_clock" = timeout ]; then
  # Also a command of its own can exit like this, but not so late.
  case $mi_code in
  124 | 137)
    instant -r "$mi_f.pid"
    mi_began=$mi_at
    instant
    if [ $((mi_at - mi_began)) -ge "${mi_limit}000000000" ]; then
      mi_word=late
      [ "$mi_code" = 137 ] || mi_code=143
      end_group 2>/dev/null
    fi
    ;;
  esac
elif [ -n "$mi_timer" ]; then
  if [ -e "$mi_f.late" ]; then
    mi_word=late
    wait $mi_timer
  else
    kill $mi_timer 2>/dev/null
  fi
fi
finish $mi_code $mi_word
