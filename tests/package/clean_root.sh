#!/usr/bin/env bash
# The Debian package in a clean Debian 12: installed by apt, started by systemd as its unit says,
# asked over TLS, backed up, removed, and its record kept.  clean_root.sh MENSHEN.deb
# Needs root, Debian's archive, debootstrap and systemd-nspawn (deps/apt-package.txt).
set -euo pipefail
deb=$(realpath "$1")
[[ $EUID -eq 0 ]] || { echo "needs root"; exit 77; }
root=$(mktemp -d)
chmod 755 "$root"  # it becomes `/` for everybody
container=
in_root() { nsenter --target "$container" --all "$@"; }
clean_up() {
  if [[ -n $container ]]; then
    kill -s RTMIN+4 "$container" 2>/dev/null || true  # systemd: power off
    wait "$nspawn" 2>/dev/null || true
  fi
  rm -rf --one-file-system "$root"
}
trap clean_up EXIT
fail() {
  echo "$1"
  [[ -z $container ]] || in_root journalctl --no-pager -b -n 40 || true
  exit 1
}

mirror=$(awk '/^URIs:/ { print $2; exit } /^deb / { print $2; exit }' \
  /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true)
[[ -n $mirror ]] || fail "no source of Debian packages is set up"
debootstrap --variant=minbase --include=systemd-sysv,dbus,curl,ca-certificates \
  bookworm "$root" "$mirror" >/dev/null
cp "$deb" "$root/root/menshen.deb"
chroot "$root" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends /root/menshen.deb >/dev/null 2>&1 ||
  fail "the package cannot be installed"

# Where this machine may not raise the limit of locked memory, the unit's own limit means nothing,
# and the right to lock stands in for it.
options=(--system-call-filter='@memlock memfd_secret')
if ! prlimit --memlock=4294967296:4294967296 true 2>/dev/null; then
  echo "LimitMEMLOCK= cannot be tried here: CAP_IPC_LOCK stands in for it"
  options+=(--capability=CAP_IPC_LOCK)
  mkdir -p "$root/etc/systemd/system/menshen.service.d"
  printf '[Service]\nAmbientCapabilities=CAP_IPC_LOCK\nCapabilityBoundingSet=CAP_IPC_LOCK\n' \
    >"$root/etc/systemd/system/menshen.service.d/lock.conf"
fi
systemd-nspawn --quiet --directory="$root" --boot --register=no --keep-unit --private-network \
  --console=pipe "${options[@]}" </dev/null >/dev/null 2>&1 &
nspawn=$!
for ((tries = 0; tries < 100; tries++)); do
  container=$(pgrep -P "$nspawn" -x systemd || true)
  [[ -n $container ]] && in_root systemctl is-active --quiet menshen.service 2>/dev/null &&
    in_root curl -s --cacert /var/lib/menshen/tls.pem https://127.0.0.1:8600/healthz >/dev/null 2>&1 &&
    break
  sleep 0.5
done
say() { in_root curl -sS --cacert /var/lib/menshen/tls.pem "https://127.0.0.1:8600$1"; }
[[ $(say /readyz) == *'"status":"ok"'* ]] || fail "the server is not ready"
[[ $(say /api/v1/ledger/checkpoint) == menshen* ]] || fail "no record"

# What the unit promises, as the kernel has it.
server=$(in_root systemctl show --value --property MainPID menshen.service)
status=$(in_root cat "/proc/$server/status")
grep -q '^NoNewPrivs:.*1' <<<"$status" || fail "new privileges are possible"
grep -q '^Seccomp:.*2' <<<"$status" || fail "no filter of system calls"
! grep -q '^Uid:.*\b0\b' <<<"$status" || fail "the server is root"
policies=$(for task in $(in_root ls "/proc/$server/task"); do in_root chrt -p "$task"; done)
grep -q SCHED_FIFO <<<"$policies" || fail "the record's thread does not run first"
[[ $(in_root stat -c %a /var/lib/menshen) == 700 ]] || fail "others can read the state"
exposure=$(in_root systemd-analyze security --no-pager menshen.service | grep -oE 'level.*: [0-9.]+' |
  grep -oE '[0-9.]+$')
echo "systemd-analyze security: $exposure"
awk -v got="$exposure" 'BEGIN { exit !(got <= 2.5) }' || fail "exposed: $exposure"

# The timer waits, and what it starts makes a backup that verifies.
in_root systemctl is-active --quiet menshen-backup.timer || fail "no timer"
in_root systemctl start menshen-backup.service || fail "no backup"
compgen -G "$root/var/backups/menshen/20*" >/dev/null || fail "no backup is there"
[[ -s $root/var/lib/menshen-kek/vault.kek ]] || fail "no copy of the key of keys"

# An upgrade restarts it, and a removal keeps what the law wants kept.
in_root dpkg -i /root/menshen.deb >/dev/null 2>&1 || fail "not installed again"
in_root systemctl is-active --quiet menshen.service || fail "not restarted"
in_root apt-get purge -y -qq menshen >/dev/null 2>&1 || fail "not removed"
in_root test -d /var/lib/menshen/record || fail "the record was deleted"
! in_root systemctl is-active --quiet menshen.service || fail "still running"
echo "installed, started, backed up, upgraded and removed in a clean Debian 12"
