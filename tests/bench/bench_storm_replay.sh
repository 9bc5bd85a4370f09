#!/usr/bin/env bash
# All of Helene (24,899 feed changes and the customers who reach out) through the real intake over HTTP, as fast as it
# can: time and the server's peak memory. Main job 12, numbers.
set -euo pipefail
bin=$1
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || { kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; }; rm -rf "$dir"' EXIT
(umask 077; od -An -N12 -tx1 /dev/urandom | tr -d ' \n' >"$dir/password")
"$bin/outagekit-server" serve --data "$dir/data" --sample --sample-password-file "$dir/password" --port-file "$dir/ports" \
    2>"$dir/server.log" &
pid=$!
for _ in $(seq 600); do
    [ -f "$dir/ports" ] && break
    read -rt 0.1 <> <(:) || true
done
# shellcheck disable=SC1091
. "$dir/ports"
"$bin/okctl" replay --url "http://127.0.0.1:$http" --utility bluegrass --quiet \
    --log resources/sample/lgeku_2024-09_helene.changes.ndjson.gz \
    --provider-token-file "$dir/data/drill/provider.token" --feed-key-file "$dir/data/drill/feed.key" 2>"$dir/replay.log"
cat "$dir/replay.log"
took=$(sed -n 's/.* in \([0-9.]*\) s$/\1/p' "$dir/replay.log")
memory=$(awk '/VmHWM/ {printf "%.0f", $2 / 1024}' "/proc/$pid/status")
verdict() { awk -v f="$1" -v b="$2" 'BEGIN {print (f <= b) ? "ok" : "SLOW"}'; }
ratio() { awk -v f="$1" -v b="$2" 'BEGIN {printf "%.2f", f / b}'; }
echo "bench storm_replay: figure=$took unit=s bound=10 ratio=$(ratio "$took" 10) $(verdict "$took" 10)"
echo "bench storm_memory: figure=$memory unit=MB bound=500 ratio=$(ratio "$memory" 500) $(verdict "$memory" 500)"
[ "$(verdict "$took" 10)$(verdict "$memory" 500)" = okok ]
