#!/bin/sh
# The releases of the official Python SDK that npm run test:sdk walks with: one for each revision, beside the packages
# that all of them need and what tests clients/python. test/sdk/python/run.ts says which revision each sends.
set -eu
cd "$(dirname "$0")/.."
folder=.venv-sdk
pip() { "$folder/bin/pip" --disable-pip-version-check --quiet "$@"; }
if ! "$folder/bin/python" -c 'import aenum, dateutil, pydantic, pytest, setuptools, urllib3' 2>/dev/null; then
  "${PYTHON:-python3}" -m venv "$folder"
  pip install python_dateutil 'urllib3>=1.25.3' 'pydantic>=2' 'aenum>=3.1.11' 'setuptools>=70.1' 'pytest>=7'
fi
for release in 16.0.0 18.0.0 19.0.2 20.0.0 21.0.0 22.0.0 23.0.0 24.0.0 25.0.0; do
  target="$folder/releases/${release%%.*}"
  [ -e "$target/complete" ] || {
    pip install --no-deps --target "$target" "klaviyo-api==$release"
    touch "$target/complete"
    echo "klaviyo-api $release"
  }
done
