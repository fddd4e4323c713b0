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

stopped=
trap 'stopped=1; kill -TERM "$bot" 2>/dev/null' TERM INT
throwback "$@" &
bot=$!
# wait returns early at a signal, and again when the bot has ended.
while wait "$bot"; status=$?; kill -0 "$bot" 2>/dev/null; do :; done

if [ "$status" = 2 ] && [ -z "$stopped" ]; then
    echo "throwback: Correct the settings, then make the container anew: docker compose up -d." >&2
    : > "$unhealthy"
    # One long sleep could miss the signal, between its fork and its exec.
    while [ -z "$stopped" ]; do sleep 1; done
fi
exit "$status"
