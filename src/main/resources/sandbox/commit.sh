# Puts a new state of a file in the place of the old one, in one step.
# $1 what to do:
#   hold    copy the target to $2, to be read and cut from
#   whole   $2 is what is to be there
#   splice  what is to be there: of $2, the held copy, the first $7 bytes, then $2.part, then $2
#           again, from byte $8 on
# $2 file beside the target  $3 target  $4 what must be there now: new, any, held (what $2 is) or a
# sha256  $5 octal mode, - to keep the target's  $6 bytes of what is to be there
act=$1 staged=$2 target=$3 expected=$4 mode=$5 size=${6-} head=${7-} rest=${8-}
root=${ML_INTERN_SANDBOX_ROOT:-}
case $staged in /app/*) staged=$root$staged ;; esac
case $target in /app/*) target=$root$target ;; esac
made=$staged

say() {
  printf 'ml-intern-commit %s\n' "$1"
  exit 0
}

report() {
  rm -f -- "$staged" "$staged.part" "$made"
  say "$1"
}

sum() {
  s=$(sha256sum <"$1") && s=${s%% *}
}

# Whether the target is what is held.
same() {
  if command -v cmp >/dev/null 2>&1; then
    cmp -s -- "$staged" "$real"
  else
    sum "$staged" && held=$s && sum "$real" && [ "$s" = "$held" ]
  fi
}

# With strides of a megabyte, where that can be had; head and tail go a few kilobytes at a time.
first() {
  [ "$head" = 0 ] || dd if="$staged" bs=1048576 count="$head" iflag=count_bytes 2>/dev/null ||
    head -c "$head" -- "$staged"
}

last() {
  dd if="$staged" bs=1048576 skip="$rest" iflag=skip_bytes 2>/dev/null ||
    tail -c "+$((rest + 1))" -- "$staged"
}

# A link stays a link; what it leads to is written. The x keeps line ends in names.
real=$target
if [ -L "$target" ]; then
  real=$(readlink -f -- "$target" && echo x) || report badlink
  real=${real%??}
  if [ -n "$root" ]; then
    case $real in "$root"/*) ;; *) report outside ;; esac
  fi
fi
if [ -d "$real" ]; then report directory; fi
if [ "$act" = hold ]; then
  [ -f "$real" ] || report gone
  cp -- "$real" "$staged" || report failed
  say done
fi
[ -e "$staged" ] || report missing
checking=
if [ -e "$real" ]; then
  case $expected in
  new) report exists ;;
  any) ;;
  held)
    same &
    checking=$!
    ;;
  *) if command -v sha256sum >/dev/null 2>&1; then
    sum "$real" && [ "$s" = "$expected" ] || report changed
  fi ;;
  esac
elif [ "$expected" != new ] && [ "$expected" != any ]; then
  report gone
fi
if [ "$act" = splice ]; then
  # A name of its own: an earlier try may still be at it.
  made=$staged.$$
  { first && cat -- "$staged.part" && last; } >"$made" || report failed
fi
if [ -e "$real" ]; then
  # Mode, owner and size of both, in one go: mostly there is nothing to change.
  both=$(stat -c '%a %u:%g %s' -- "$real" "$made" 2>/dev/null) && {
    set -- $both
    [ "$6" = "$size" ] || report failed
    [ "$2" = "$5" ] || chown "$2" -- "$made" 2>/dev/null
    [ "$mode" != - ] || [ "$1" = "$4" ] || mode=$1
  }
fi
[ "$mode" = - ] || chmod "$mode" -- "$made" || report failed
if [ "${real%/*}" != "${made%/*}" ] && [ -L "$target" ]; then
  beside=${real%/*}/${made##*/}
  cp -p -- "$made" "$beside" && rm -f -- "$made" || {
    rm -f -- "$beside"
    report failed
  }
  made=$beside
fi
# On disk before it has the name, so that no crash leaves the name with nothing behind it.
sync -- "$made" 2>/dev/null || dd if=/dev/null of="$made" conv=notrunc,fsync 2>/dev/null ||
  report failed
[ -z "$checking" ] || wait $checking || report changed
mv -f -- "$made" "$real" || report failed
[ "$act" = whole ] || rm -f -- "$staged" "$staged.part"
say done
