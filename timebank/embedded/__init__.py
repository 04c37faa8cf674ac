"""PostgreSQL and a Redis-compatible server from pip wheels, for whoever has not set up their own."""

from timebank.embedded.addresses import Addresses, addresses, kept_secret
from timebank.embedded.running import running_servers

__all__ = ["Addresses", "addresses", "kept_secret", "running_servers"]
