#!/usr/bin/env bash
# `./ok run`: a server with the sample utility, hurricane Helene through its intake, and the console in front of it.
# Everything listens on loopback; the data stands in .ok/run and is made anew at each start.
set -euo pipefail
bin=$1
shift
speed=120
console=1
hold=0
while [ $# -gt 0 ]; do
    case $1 in
        --speed) speed=$2; shift 2 ;;
        --no-console) console=0; shift ;;
        --hold) hold=1; shift ;;
        *) echo "unknown option: $1 (there are --speed N, --no-console, --hold)" >&2; exit 2 ;;
    esac
done
run=$PWD/.ok/run
rm -rf "$run"
mkdir -p "$run/screenshots"
(umask 077; od -An -N12 -tx1 /dev/urandom | tr -d ' \n' >"$run/password")

pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}
trap finish EXIT

echo "starting the server (log: .ok/run/server.log)"
"$bin/outagekit-server" serve --data "$run/data" --resources resources --sample \
    --sample-password-file "$run/password" --port-file "$run/ports" 2>"$run/server.log" &
server=$!
pids+=("$server")
for _ in $(seq 600); do
    [ -f "$run/ports" ] && break
    kill -0 "$server" 2>/dev/null || { cat "$run/server.log"; echo "the server did not start"; exit 1; }
    read -rt 0.1 <> <(:) || true
done
[ -f "$run/ports" ] || { cat "$run/server.log"; echo "the server took more than a minute to start"; exit 1; }
# shellcheck disable=SC1091
. "$run/ports"
sed 's/^/   /' "$run/server.log"

cat <<TEXT

   public page     http://127.0.0.1:$http/o/bluegrass
   report form     http://127.0.0.1:$http/report/bluegrass
   GeoJSON         http://127.0.0.1:$http/o/bluegrass/incidents.geojson
   sign in as      maria (operator) or jonas (operator, the second key); password: $(cat "$run/password")

replaying hurricane Helene (Kentucky, 26 September to 5 October 2024) at $speed times its speed
TEXT
"$bin/okctl" replay --url "http://127.0.0.1:$http" --utility bluegrass --speed "$speed" \
    --log resources/sample/lgeku_2024-09_helene.changes.ndjson.gz --retry-seconds 20 \
    --provider-token-file "$run/data/drill/provider.token" --feed-key-file "$run/data/drill/feed.key" \
    --quiet >"$run/replay.log" 2>&1 &
pids+=($!)

open=("$bin/outagekit-console" --server "https://127.0.0.1:$https" --utility bluegrass --user maria
    --password-file "$run/password" --map-dir resources/map)
if [ "$console" = 0 ]; then
    echo "no console was asked for; the server runs until you press Ctrl+C"
    wait "$server"
elif [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    "${open[@]}"
else
    echo "no display: the console runs on a virtual one and takes its own pictures"
    xvfb-run -a -s '-screen 0 1600x1000x24' "${open[@]}" --screenshot-dir "$run/screenshots" 2>"$run/console.log" ||
        { tail -20 "$run/console.log"; echo "the console failed; its whole log: .ok/run/console.log"; exit 1; }
    echo "screenshots: .ok/run/screenshots"
    ls "$run/screenshots"
    [ "$hold" = 0 ] || wait "$server"
fi
