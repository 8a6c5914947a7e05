"""`make bench` or `python -m benchmarks [NAME …]`: runs all or the named benchmarks and prints ratios."""

import argparse
import importlib

# Name, module, rounds; each module has rows(rounds).
BENCHMARKS = {
    "start": ("client_start", 15),
    "call": ("client_call", 15),
    "lateness": ("lateness", 1),
    "runs": ("many_runs", 1),
    "sandbox": ("sandbox_server", 5),
    "load": ("sandbox_load", 5),
    "check": ("check", 3),
    "files": ("files", 3),
    "sandbox-files": ("sandbox_files", 3),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"benchmarks to run: {', '.join(BENCHMARKS)} (all)")
    parser.add_argument("--rounds", type=int, help="number of rounds; the default depends on the benchmark")
    options = parser.parse_args()
    if unknown := set(options.name) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    for name in options.name or BENCHMARKS:
        module, rounds = BENCHMARKS[name]
        benchmark = importlib.import_module(f"benchmarks.{module}")
        print(f"{name}: {(benchmark.__doc__ or '').splitlines()[0]}", flush=True)
        for row in benchmark.rows(options.rounds or rounds):
            print(row, flush=True)


if __name__ == "__main__":
    main()
