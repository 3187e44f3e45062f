# Says whether a command that run.sh started still runs: it has a living keeper and no exit yet.
for keeper in "${TMPDIR:-/tmp}"/.ml-intern/*.keeper; do
  [ -s "$keeper" ] && [ ! -s "${keeper%.keeper}.exit" ] && read -r pid <"$keeper" || continue
  if kill -0 "$pid" 2>/dev/null; then
    echo running
    exit 0
  fi
done
echo none
