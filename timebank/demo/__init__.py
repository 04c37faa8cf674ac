"""The demo bank: made-up people who use the time bank as anybody would."""
