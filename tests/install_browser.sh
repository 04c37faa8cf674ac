#!/bin/sh
# Install the browser that the browser tests drive, where it is missing and we may. Where we may not, those tests
# say so and are skipped; with CI=true they fail.
set -eu

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests…" >&2
  apt-get update -qq >/dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium fonts-noto-core fonts-noto-color-emoji >/dev/null ||
    echo "Chromium could not be installed, so the browser tests cannot run." >&2
else
  echo "Chromium is missing, so the browser tests cannot run: install the package chromium." >&2
fi
