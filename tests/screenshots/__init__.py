"""The pictures of the README, taken by `make screenshots` from a demo bank of their own."""
