"""Benchmarks (`make bench`): ratios against a peer or a lower bound that is measured in the same run."""
