#!/bin/sh
# The releases of the official Python SDK that npm run test:sdk walks with, each in an environment of its own:
# 25 sends revision 2026-10-15, 23 sends 2026-04-15, 18 sends 2025-01-15.
set -eu
cd "$(dirname "$0")/.."
for release in 25 23 18; do
  folder=".venv-sdk$release"
  if [ -x "$folder/bin/python" ] && "$folder/bin/python" -c 'import klaviyo_api' 2>/dev/null; then
    echo "$folder is there"
    continue
  fi
  "${PYTHON:-python3}" -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check "klaviyo-api==$release.0.0"
  echo "$folder: klaviyo-api $release.0.0"
done
