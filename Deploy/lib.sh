# Shared by Deploy/demo and Deploy/test: says what it does, installs what is missing, stops what it started.
# shellcheck shell=bash

say() { printf '\n== %s\n' "$*"; }

# Packages that the build and the tests need besides Swift itself.
install_missing() {
    local missing=()
    for package in libsqlite3-dev libmosquitto-dev libssl-dev mosquitto "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    say "installing ${missing[*]} (apt)"
    local root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo)
    "${root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_swift() {
    command -v swift >/dev/null || {
        echo "Swift 6.1 or later is needed: https://www.swift.org/install/linux/" >&2
        exit 69
    }
}

# A folder in memory with room for 2 GiB that programs may be run from, else the usual one for temporary files.
memory_folder() {
    local free
    free=$(df -k --output=avail /dev/shm 2>/dev/null | tail -1)
    if [ -w /dev/shm ] && [ "${free:-0}" -ge 2097152 ] && ! grep -q ' /dev/shm [^ ]* [^ ]*noexec' /proc/mounts; then
        echo /dev/shm
    else
        echo "${TMPDIR:-/tmp}"
    fi
}

# A TCP port of the loopback interface that nobody listens on.
free_port() {
    local port
    for port in $(seq "$1" $(($1 + 200))); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || {
            echo "$port"
            return
        }
    done
    echo "no free port from $1 on" >&2
    exit 69
}
