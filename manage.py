#!/usr/bin/env python
"""Run a command of the time bank, with the embedded servers where it needs them."""

import sys

from timebank.embedded.command_line import run

if __name__ == "__main__":
    sys.exit(run(sys.argv))
