"""Benchmarks: one module each, with `run() -> dict` whose figures go into var/bench.json."""
