"""Import cvtools, against importing pandas alone. Exits 1 when it takes over 1.25 × as long."""

import subprocess
import sys
import time
from statistics import median

MOST = 1.25
ROUNDS = 15


def seconds(module: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    return time.perf_counter() - start


def main() -> int:
    for module in ("pandas", "cvtools"):  # once before, so that both find their files in the cache
        seconds(module)
    rounds = [(seconds("cvtools"), seconds("pandas")) for _ in range(ROUNDS)]
    mine, theirs = (median(times) for times in zip(*rounds, strict=True))
    times = f"import cvtools {mine * 1e3:.0f} ms, import pandas {theirs * 1e3:.0f} ms"
    print(f"{times}: {mine / theirs:.2f} x (at most {MOST} x)")
    return int(mine / theirs > MOST)


if __name__ == "__main__":
    sys.exit(main())
