#!/usr/bin/env bash
# Proves the set-up on machines that have nothing: sudo tests/chroot.sh [bookworm|trixie|noble …]
#
# For each release debootstrap makes a minimal Debian or Ubuntu with python3 and nothing else, this tree is
# copied in, and in turn: a user without root is told one command; a set-up killed in the middle of pip is
# taken up again; `python3 build.py` builds the books; a second run sets up nothing; the same user can now
# build too; `python3 build.py test` passes. Needs root, debootstrap, about 3 GB and a quarter of an hour a release.
# Of the host it takes resolv.conf, the certificates and pip's proxy settings, for networks that need them.
#
#   WORK=folder   where the systems are made (default: a new folder under /var/tmp, kept for looking at)
#   TREE=folder   the tree to prove (default: this one)
#   STEPS="…"     some of: refuse kill build again user test (default: all, in this order)
set -euo pipefail

TREE=${TREE:-$(cd "$(dirname "$0")/.." && pwd)}
WORK=${WORK:-$(mktemp -d /var/tmp/bindery-chroot.XXXX)}
STEPS=${STEPS:-refuse kill build again user test}
AUTHORITIES=/etc/ssl/certs/ca-certificates.crt

# debootstrap knows where Debian lies, and in its oldest Ubuntu script where Ubuntu does.
ubuntu() { awk '/default_mirror/ { print $2 }' /usr/share/debootstrap/scripts/gutsy | sed -n 2p; }

make_system() { # release, folder
  local extra=(--include=python3) from=()
  case $1 in
    noble | plucky | questing) # Ubuntu's images have universe too. Debian's debootstrap knows neither keys nor names.
      extra+=(--components=main,universe)
      [ -f /usr/share/keyrings/ubuntu-archive-keyring.gpg ] || extra+=(--no-check-gpg)
      from=("$(ubuntu)" /usr/share/debootstrap/scripts/gutsy) ;;
  esac
  debootstrap --variant=minbase "${extra[@]}" "$1" "$2" "${from[@]}" > "$2.log" 2>&1
}

copy_tree() { # folder of the system, folder inside
  mkdir -p "$1$2"
  find "$1$2" -mindepth 1 -maxdepth 1 ! -name .venv -exec rm -rf {} + # what an earlier proof left
  tar -C "$TREE" --exclude=./.venv --exclude=./out --exclude=./.git --exclude=__pycache__ -c . | tar -C "$1$2" -x
}

# Runs a command inside, with its own processes and mounts, which are gone when it ends.
inside() { # folder of the system, command…
  local root=$1
  shift
  # shellcheck disable=SC2016  # expanded by the inner shell
  unshare --mount --pid --fork --kill-child bash -c '
    mount -t proc proc "$0/proc"; mkdir -p "$0/dev/shm" "$0/dev/pts"; mount -t tmpfs tmpfs "$0/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$0/dev/pts"; ln -sfn pts/ptmx "$0/dev/ptmx"
    exec chroot "$0" "$@"' \
    "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root CI=true \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
    PIP_CERT=/host-authorities.crt PIP_DEFAULT_TIMEOUT=180 "$@" < /dev/null
}

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

refuse() {
  local said status=0
  said=$(inside "$1" su writer -s /bin/sh -c 'cd && python3 build.py' 2>&1) || status=$?
  echo "$said"
  [ "$status" = 2 ] && [[ $said == *"sudo apt-get install"* ]] || fail "no command for a user without root ($status)"
}

# Ends the whole process tree with SIGKILL as soon as pip has begun to unpack.
kill_() {
  inside "$1" sh -c 'cd /bindery; python3 build.py & n=0
    while [ $n -lt 600 ] && ! ls .venv/lib/python3*/site-packages/ebooklib >/dev/null 2>&1; do sleep 0.2; n=$((n+1)); done
    kill -9 -1' || true
  [ -e "$1/bindery/.venv/bindery-unfinished" ] || fail "the killed set-up left no mark"
  ls "$1"/bindery/.venv/lib/python3*/site-packages | wc -l
}

build() {
  inside "$1" bash -c 'cd /bindery && time python3 build.py' || fail "python3 build.py"
}

again() {
  local said
  said=$(inside "$1" sh -c 'cd /bindery && python3 build.py' 2>&1) || fail "the second build: $said"
  [[ $said != *"setting up"* ]] || fail "the second run set up again: $said"
}

user() {
  inside "$1" su writer -s /bin/sh -c 'cd && python3 build.py' || fail "build by a user without root"
}

test_() {
  inside "$1" bash -c 'cd /bindery && time bash .ci/run' || fail "python3 build.py test"
}

for release in "${@:-bookworm}"; do
  root=$WORK/$release
  echo "== $release: $root"
  [ -d "$root/usr" ] || make_system "$release" "$root"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  cp -L "$AUTHORITIES" "$root/host-authorities.crt"
  copy_tree "$root" /bindery
  copy_tree "$root" /home/writer
  chroot "$root" id writer > /dev/null 2>&1 || chroot "$root" useradd writer
  chroot "$root" chown -R writer /home/writer
  for step in $STEPS; do
    echo "-- $release: $step"
    case $step in
      kill | test) "${step}_" "$root" ;;
      *) "$step" "$root" ;;
    esac
  done
done
echo "proved: ${*:-bookworm}"
