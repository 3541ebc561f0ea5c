#!/bin/sh
# Puts what tests need besides Rust on this machine: Debian's packages, without
# starting them as services. The tests start their own, on loopback ports, with data in
# temporary folders.
#
# Usage: tests/engines.sh curl|haproxy|libfaketime|nginx|nodejs|postgresql|python3|redis-server|redis-tools|valkey-server …
set -eu

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "these packages are missing: $*" >&2
    echo "install them, as root on Debian or Ubuntu by: apt-get install $*" >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Installing must start no service: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -rf "$policy" "$folder"' EXIT
fi

export DEBIAN_FRONTEND=noninteractive
install() { apt-get install --yes --quiet --no-install-recommends "$@"; }

# What Debian has packaged after its release, the release's backports may have. They are
# asked by settings of their own: what this machine installs from stays as it is.
with_backports() {
    . /etc/os-release
    [ "$ID" = debian ] || return 0
    chmod 755 "$folder"
    mkdir -p "$folder/sources" "$folder/lists/partial"
    cp -R /etc/apt/sources.list.d/. "$folder/sources"
    cat >"$folder/sources/backports.sources" <<EOF
Types: deb
URIs: http://deb.debian.org/debian
Suites: $VERSION_CODENAME-backports
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
    cat >"$folder/apt.conf" <<EOF
Dir::Etc::SourceParts "$folder/sources";
Dir::State::Lists "$folder/lists";
EOF
    export APT_CONFIG="$folder/apt.conf"
}

install "$@" || { apt-get update --quiet && install "$@"; } || {
    with_backports
    apt-get update --quiet && install "$@"
}
