#!/bin/sh
# Puts the engines that the tests of the stores need on this machine: Debian's packages,
# without starting them as services. The tests start their own, on loopback ports, with
# data in temporary folders.
#
# Usage: tests/engines.sh redis-server|postgresql …
set -eu

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "these packages are missing: $*" >&2
    echo "install them, as root on Debian or Ubuntu by: apt-get install $*" >&2
    exit 1
fi

# Installing must start no service: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi

export DEBIAN_FRONTEND=noninteractive
install() { apt-get install --yes --quiet --no-install-recommends "$@"; }
install "$@" || { apt-get update --quiet && install "$@"; }
