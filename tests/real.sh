#!/usr/bin/env bash
# Installs from Debian what the tests with real outside programs need, and runs those tests.
# A person who may not install programs gets the tests that can run; the others are skipped by name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

programs=(tmux syncthing age khal calcurse chromium soffice pdftotext)
declare -A packages=([soffice]=libreoffice-calc-nogui [pdftotext]=poppler-utils)  # the others are named as they are
python=python3
[ -x .venv/bin/python ] && python=.venv/bin/python
python=${PYTHON:-$python}

missing=()
for program in "${programs[@]}"; do
  command -v "$program" >/dev/null || missing+=("${packages[$program]:-$program}")
done

if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  if command -v apt-get >/dev/null && "${as_root[@]}" true 2>/dev/null; then
    "${as_root[@]}" apt-get update -qq
    install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends)
    small=() large=()
    for package in "${missing[@]}"; do
      if [[ $package == libreoffice* ]]; then large+=("$package"); else small+=("$package"); fi
    done
    [ ${#small[@]} -eq 0 ] || "${install[@]}" "${small[@]}"
    # A spreadsheet is far larger than all the others together: where it does not come, its test is skipped.
    [ ${#large[@]} -eq 0 ] || timeout 300 "${install[@]}" "${large[@]}" ||
      echo "tests/real.sh: ${large[*]} did not come; the tests that need it are skipped" >&2
  else
    echo "tests/real.sh: cannot install ${missing[*]} here; the tests that need it are skipped" >&2
  fi
fi

# The samples that icalendar ships lie in its source distribution; without it their tests are skipped.
# The environment of the tests may have no pip of its own: any python3 on the way that has one will do.
samples=$(mktemp -d)
trap 'rm -rf "$samples"' EXIT
version=$("$python" -c 'from importlib.metadata import version; print(version("icalendar"))')
for candidate in $(type -aP python3); do
  "$candidate" -m pip --version >/dev/null 2>&1 || continue
  "$candidate" -m pip download -q --no-deps --no-binary icalendar -d "$samples" "icalendar==$version" >/dev/null 2>&1 || true
  break
done
if tar xzf "$samples"/icalendar-*.tar.gz -C "$samples" 2>/dev/null; then
  export KOHTAA_TEST_SAMPLES=$samples
else
  echo "tests/real.sh: the samples of icalendar cannot be fetched here; the tests with them are skipped" >&2
fi

"$python" -m pytest tests/real -m real -n 0
