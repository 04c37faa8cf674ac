"""The settings that operators may set, read once and checked at the start."""

import environ

env = environ.Env()
