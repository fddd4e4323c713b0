#!/usr/bin/env bash
# pip-audit 2.10.1, CPython 3.11.
#
# Expected: status 0 and "No known vulnerabilities found" mean that each package was looked up. One
# that could not be is at least a status of its own.
#
# Behaviour: a package that the index's JSON interface does not know (404) is skipped, and the rest is
# judged. If the index has no such interface at all, as with many mirrors, every package is skipped:
# the first line is "No known vulnerabilities found", and the status 0. `--strict` ends with 1, but at
# the first such package, without the report.
#
# Consequence: a check in CI behind a mirror is always green. Who wants to know has to read the JSON
# report and count the entries with "skip_reason".
#
# Output seen:
#   No known vulnerabilities found
#   status 0, looked up 0 of 1
#   with --strict: status 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pip-audit==2.10.1
echo "a-package-that-nobody-ever-published==1.0" > "$folder/requirements.txt"
audit=("$folder/venv/bin/pip-audit" --no-deps --disable-pip --progress-spinner off
    --cache-dir "$folder/cache" -r "$folder/requirements.txt")

status=0
"${audit[@]}" --format json > "$folder/report.json" 2> "$folder/said" || status=$?
grep "^No known" "$folder/said"
looked_up=$(python3 -c '
import json, sys
packages = json.load(open(sys.argv[1]))["dependencies"]
print(sum("vulns" in one for one in packages), "of", len(packages))' "$folder/report.json")
echo "status $status, looked up $looked_up"
strict=0
"${audit[@]}" --strict > /dev/null 2>&1 || strict=$?
echo "with --strict: status $strict"
[ "$status" = 0 ] && [ "$looked_up" = "0 of 1" ] && [ "$strict" = 1 ]
