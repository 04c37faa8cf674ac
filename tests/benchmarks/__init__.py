"""Benchmarks, run by `make bench`: one JSON object a line, ratios measured in one run on one machine."""
