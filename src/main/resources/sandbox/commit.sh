# Puts a file that was written beside its target in the target's place, in one step.
# $1 staged file  $2 target  $3 what must be there now: new, any or a sha256  $4 sha256 of the staged
# file  $5 octal mode, - to keep the target's
staged=$1 target=$2 expected=$3 fresh=$4 mode=$5
root=${ML_INTERN_SANDBOX_ROOT:-}
case $staged in /app/*) staged=$root$staged ;; esac
case $target in /app/*) target=$root$target ;; esac

report() {
  [ "$1" = done ] || rm -f -- "$staged"
  printf 'ml-intern-commit %s\n' "$1"
  exit 0
}

sum() {
  s=$(sha256sum <"$1") && s=${s%% *}
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
# Asked a second time, because the first answer was lost.
if [ ! -e "$staged" ]; then
  if [ -e "$real" ] && sum "$real" && [ "$s" = "$fresh" ]; then report done; fi
  report missing
fi
if [ -e "$real" ]; then
  case $expected in
  new) report exists ;;
  any) ;;
  *) if command -v sha256sum >/dev/null 2>&1; then
    sum "$real" && [ "$s" = "$expected" ] || report changed
  fi ;;
  esac
  if [ "$mode" = - ]; then mode=$(stat -c %a -- "$real" 2>/dev/null) || mode=-; fi
  owner=$(stat -c %u:%g -- "$real" 2>/dev/null) && chown "$owner" -- "$staged" 2>/dev/null
elif [ "$expected" != new ] && [ "$expected" != any ]; then
  report gone
fi
[ "$mode" = - ] || chmod "$mode" -- "$staged" || report failed
beside=$staged
if [ "${real%/*}" != "${staged%/*}" ] && [ -L "$target" ]; then
  beside=${real%/*}/${staged##*/}
  cp -p -- "$staged" "$beside" && rm -f -- "$staged" || report failed
fi
mv -f -- "$beside" "$real" || report failed
report done
