#!/usr/bin/env bash
# Installs the servers that the tests of uploads run against, into target/servers: Azurite from npm, a Google Cloud Storage
# emulator from PyPI, nginx from Debian's packages (unpacked, not installed). What is there stays.
#
# Needs: node with npm, Python 3.11 with venv, apt-get and dpkg.
set -euo pipefail
cd "$(dirname "$0")/../.."
servers=$PWD/target/servers
mkdir -p "$servers"

azurite=3.37.0
if [ "$(cat "$servers/azurite/installed" 2>/dev/null)" != "$azurite" ]; then
  rm -rf "$servers/azurite" && mkdir "$servers/azurite"
  npm install --prefix "$servers/azurite" --no-audit --no-fund --loglevel=error "azurite@$azurite"
  echo "$azurite" > "$servers/azurite/installed"
fi

google=2026.7.19
if [ "$(cat "$servers/python/installed" 2>/dev/null)" != "$google" ]; then
  rm -rf "$servers/python"
  python3.11 -m venv "$servers/python"
  "$servers/python/bin/pip" install --quiet --disable-pip-version-check "gcp-storage-emulator==$google"
  echo "$google" > "$servers/python/installed"
fi

if ! [ -x "$servers/nginx/usr/sbin/nginx" ]; then
  rm -rf "$servers/nginx" && mkdir "$servers/nginx"
  (
    cd "$servers/nginx"
    apt-get download nginx || { apt-get update && apt-get download nginx; }
    dpkg --extract nginx_*.deb .
  )
fi
