#!/bin/sh
# The image's entry point: throwback, with the arguments given to the container.
#
# Docker's restart policies cannot see that another start would end the same way, as with a token that
# Discord refuses. So when `throwback run` ends with status 2, wrong settings, the container stays,
# unhealthy, until it is stopped. Somebody at a terminal reads why, and has no use for that.

unhealthy=${TMPDIR:-/tmp}/throwback-unhealthy
rm -f "$unhealthy"

if [ "$1" != run ] || [ -t 2 ]; then
    exec throwback "$@"
fi

# wait returns early at a signal, and again when the bot has ended.
await() {
    while wait "$1"; status=$?; kill -0 "$1" 2>/dev/null; do :; done
}

throwback "$@" &
child=$!
stopped=
trap 'stopped=1; kill -TERM "$child" 2>/dev/null' TERM INT
await "$child"

if [ "$status" = 2 ] && [ -z "$stopped" ]; then
    echo "throwback: Correct the settings, then make the container anew: docker compose up -d." >&2
    : > "$unhealthy"
    sleep infinity &
    child=$!
    await "$child"
    status=2
fi
exit "$status"
