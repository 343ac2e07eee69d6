#!/bin/sh
# Installs cloudguard from this folder alone; no network is asked.
#     sh install.sh [FOLDER]        FOLDER: the environment to make (default: ./cloudguard-venv)
#     PYTHON=python3.12 sh install.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-cloudguard-venv}
python=${PYTHON:-python3}
needed=$(cat "$here/PYTHON")

fail() { echo "install.sh: $1" >&2; exit 1; }

command -v "$python" >/dev/null || fail "$python was not found. Python が見つかりません。"
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ "$found" = "$needed" ] || fail "these wheels are for Python $needed, $python is $found. \
Python $needed が必要です (PYTHON=python$needed sh install.sh)。"
(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) || fail "a file differs from SHA256SUMS. \
ファイルが SHA256SUMS と一致しません。"

"$python" -m venv "$target"
# --isolated: no index and no folder from the machine's own settings of pip
"$target/bin/python" -m pip --isolated --quiet --disable-pip-version-check install \
  --no-index --find-links "$here/wheels" --require-hashes -r "$here/requirements.txt"
"$target/bin/cloudguard" --version
echo "$target/bin/cloudguard"
