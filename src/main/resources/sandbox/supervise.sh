# Starts a command in a process group of its own, ends it when its time is over, keeps its exit.
# $1 where its files are  $2 working folder  $3 time limit in s, 0 for none  $4 grace in s
# $5 "setsid" where there is one; then the command.
f=$1 work=$2 limit=$3 grace=$4 own=$5
shift 5
echo $$ >"$f.keeper"
ulimit -c 0

finish() {
  echo "$1 $2" >"$f.exit"
  end_code=$1 end_word=$2
  exit "$1"
}

case $work in
/app | /app/*) work=${ML_INTERN_SANDBOX_ROOT:-}$work ;;
esac
if [ "$work" = /app ] && [ ! -e /app ]; then mkdir /app; fi
cd -- "$work" 2>"$f.out" || finish 1 nofolder

if [ "$1" = bash ] && ! command -v bash >/dev/null 2>&1; then
  shift
  set -- sh "$@"
fi
in=/dev/null
if [ -e "$f.in" ]; then in=$f.in; fi

end_group() {
  kill -TERM "$target"
  tries=0
  while kill -0 "$target" && [ $tries -lt $((grace * 10)) ]; do
    sleep 0.1 || sleep 1
    tries=$((tries + 1))
  done
  kill -KILL "$target"
}

# GNU's timeout makes the group and keeps the time, without a process more; of the others, which are
# links to something larger, nobody knows that.
clock=
if [ "$limit" -gt 0 ]; then
  if [ -n "$own" ] && [ "$grace" -gt 0 ] && [ -x /usr/bin/timeout ] && [ ! -L /usr/bin/timeout ]; then
    clock=timeout own="/usr/bin/timeout -k $grace $limit"
  else
    clock=timer
  fi
fi
$own "$@" <"$in" >"$f.out" 2>&1 &
p=$!
target=$p
if [ -n "$own" ]; then target=-$p; fi
echo "$target" >"$f.pid"

timer=
if [ "$clock" = timer ]; then
  (
    trap '[ "$!" = "$p" ] || kill "$!"; exit 0' TERM
    sleep "$limit" &
    wait $!
    echo late >"$f.late"
    end_group
  ) </dev/null >/dev/null 2>&1 &
  timer=$!
fi
wait $p
code=$?
word=ended
if [ "$clock" = timeout ]; then
  # Also a command of its own can exit like this, but not so late.
  case $code in
  124 | 137)
    began=$(date -r "$f.pid" +%s%N 2>/dev/null) || began=0
    if [ $(($(date +%s%N) - began)) -ge "${limit}000000000" ]; then
      word=late
      [ "$code" = 137 ] || code=143
      end_group 2>/dev/null
    fi
    ;;
  esac
elif [ -n "$timer" ]; then
  if [ -e "$f.late" ]; then
    word=late
    wait $timer
  else
    kill $timer 2>/dev/null
  fi
fi
finish $code $word
