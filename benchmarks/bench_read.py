"""Read, check and compute a large study, against what pandas alone needs to read its CSV files.

Both without pyarrow, as the workbook installs by itself: with it, pandas reads texts several times as fast.

50 segments × 20 offerings × 60 drivers: 60,000 ratings. Exits 1 when it takes over 3 × as long, or over 400 MB.
"""

import csv
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.modules["pyarrow"] = None  # type: ignore[assignment]  # pandas asks for it when it is imported

import pandas as pd  # noqa: E402

import cvtools as cv  # noqa: E402

SEGMENTS, OFFERINGS, DRIVERS = 50, 20, 60
MOST_TIME, MOST_MEMORY = 3.0, 400
ROUNDS = 25
KINDS = [
    "benefit,functional",
    "benefit,emotional",
    "benefit,social",
    "cost,money",
    "cost,time",
    "cost,effort",
    "cost,risk",
]


def write(folder: Path, *, every_column: bool) -> None:
    """Write the study; its ratings with every column, or only with those that must be there."""
    draw = random.Random(1)
    segments, offerings, drivers = (
        [f"{sign}{i}" for i in range(n)] for sign, n in zip("sod", (SEGMENTS, OFFERINGS, DRIVERS), strict=True)
    )
    folder.mkdir()
    (folder / "study.yaml").write_text("format: 1\ntitle: Large\nunit: points\nours: o0\n", encoding="utf-8")

    def table(name: str, header: str, rows: list[list[object]]) -> None:
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header.split(","), *rows])

    table("segments", "segment,name,size", [[s, f"Segment {s}", i + 1] for i, s in enumerate(segments)])
    table("offerings", "offering,name", [[o, f"Offering {o}"] for o in offerings])
    sides = [KINDS[i % len(KINDS)].split(",") for i in range(DRIVERS)]
    table("drivers", "driver,name,side,kind,unit,worst,best",
          [[d, f"Driver {d}", *side, "score", 0, 10] for d, side in zip(drivers, sides, strict=True)])  # fmt: skip
    table(
        "weights", "segment,driver,weight", [[s, d, round(draw.uniform(0.1, 10), 3)] for s in segments for d in drivers]
    )
    ratings = []
    for key in ([s, o, d] for s in segments for o in offerings for d in drivers):
        rating = round(draw.uniform(0.5, 9.5), 2)
        more = ["perceived", round(rating - 0.5, 2), round(rating + 0.5, 2), "survey", 40, ""]
        ratings.append([*key, rating, *(more if every_column else [])])
    header = "segment,offering,driver,rating" + (",view,low,high,evidence,n,note" if every_column else "")
    table("ratings", header, ratings)


def ours(folder: Path) -> None:
    study = cv.read_study(folder)
    cv.values(study)
    cv.value_gaps(study)


def pandas_alone(folder: Path) -> None:
    for name in ("segments", "offerings", "drivers", "weights", "ratings"):
        pd.read_csv(folder / f"{name}.csv")


def seconds(work: Callable[[Path], None], folder: Path) -> float:
    start = time.perf_counter()
    work(folder)
    return time.perf_counter() - start


def megabytes() -> float:
    """This process's peak; what the system says of resources counts the process that started this one, too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> int:
    failed = False
    with tempfile.TemporaryDirectory() as base:
        for title, every_column in (("every column", True), ("only the columns that must be there", False)):
            folder = Path(base) / str(every_column)
            write(folder, every_column=every_column)
            rounds = [(seconds(ours, folder), seconds(pandas_alone, folder)) for _ in range(ROUNDS)]
            mine, theirs = (min(times) for times in zip(*rounds, strict=True))
            times = f"{mine * 1e3:.0f} ms, pandas alone {theirs * 1e3:.0f} ms"
            print(f"{title}: {times}: {mine / theirs:.2f} x (at most {MOST_TIME:.1f} x)")
            failed |= mine / theirs > MOST_TIME
    peak = megabytes()
    print(f"peak memory of this process: {peak:.0f} MB (at most {MOST_MEMORY} MB)")
    return int(failed or peak > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
