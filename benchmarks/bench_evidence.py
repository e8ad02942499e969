"""Surveys: how fast they become numbers, in how much memory, and whether their ranges hold what they promise.

`bench_evidence.py scale [MILLIONS]`: so many million answers in Parquet (by default 100) to the ratings table, beside
the bare DuckDB query for the same means, counts and variances; exits 1 above 1.3 × its time on the clock or 2 GB (its
time on the processors, which others on the machine disturb less, is shown beside it).
`bench_evidence.py memory [MEGABYTES]`: a CSV export of so many (by default 2,000) to a study, with `--engine duckdb`,
in a process that is given 1 GB; exits 1 where that is not enough.
`bench_evidence.py study`: 2,000 respondents × 60 questions, CSV to a study with replicates; exits 1 above 5 s.
`bench_evidence.py calibration`: with halo among respondents, how often 80 % intervals hold the truth: of a rating, of
the gap between two offerings, drawn together and apart, and of three measures of 200 and of 30 answers; exits 1 outside
78 to 82 % (apart is only shown).
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

QUESTIONS = 20
SEGMENTS = ("commuters", "laptop_workers", "neighbours")
DRIVERS = ("taste", "seat", "calm", "treat", "belonging", "trouble", "bad_cup")
OFFERINGS = ("little_cup", "chain", "kiosk")
PAIRS = [(offering, driver) for offering in OFFERINGS for driver in DRIVERS][:QUESTIONS]


def mapping(responses: str, pairs: list[tuple[str, str]]) -> str:
    lines = [
        f"  - {{column: {offering}_{driver}, asks: rating, driver: {driver}, offering: {offering}, scale: [1, 5]}}"
        for offering, driver in pairs
    ]
    return "\n".join(
        [
            "format: 1",
            f"responses: {responses}",
            "study: coffee",
            "segment: {column: segment}",
            "questions:",
            *lines,
            "",
        ]
    )


def scale(millions: float) -> int:
    """Compare the ratings table with the bare query, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        rng, rows = np.random.default_rng(1), int(millions * 1e6 / QUESTIONS)
        part = 500_000
        for number, start in enumerate(range(0, rows, part)):
            n = min(part, rows - start)
            columns = {f"{o}_{d}": rng.integers(1, 6, n).astype(np.int8) for o, d in PAIRS}
            pd.DataFrame({"segment": rng.choice(SEGMENTS, n), **columns}).to_parquet(f"{folder}/{number:04}.parquet")
        Path(folder, "survey.yaml").write_text(mapping("'*.parquet'", PAIRS))
        few = Path(folder, "few")
        few.mkdir()
        pd.read_parquet(f"{folder}/0000.parquet").head(100).to_parquet(few / "0000.parquet")
        (few / "survey.yaml").write_text(mapping("'*.parquet'", PAIRS))
        clock, processor = {}, {}
        runs = [(what, *_measured(what, folder)) for _ in range(5) for what in ("query", "ratings")]
        for what in ("query", "ratings"):
            own = np.array([run[1:] for run in runs if run[0] == what])
            clock[what], processor[what], _ = own.min(axis=0)
            memory = own[:, 2].max()
            print(f"{what:8} {clock[what]:6.2f} s, processors {processor[what]:6.2f} s, {memory / 1e6:6.0f} MB at most")
        ratio, busy = (times["ratings"] / times["query"] for times in (clock, processor))
        print(f"{rows:,} respondents × {QUESTIONS} answers: {ratio:.2f} × the bare query, processors {busy:.2f} ×")
        return int(ratio > 1.3 or memory > 2e9)


def _measured(what: str, folder: str) -> tuple[float, ...]:
    done = subprocess.run(
        [sys.executable, __file__, f"only-{what}", folder], capture_output=True, text=True, check=True
    )
    return tuple(map(float, done.stdout.split()))


def only(what: str, folder: str) -> None:
    """Run one of both, first on few answers so that all libraries are there; print seconds and the most memory.

    Seconds on the clock, then those of the processors.
    """
    import resource

    import duckdb

    from cvtools.evidence import ratings_at_scale, read_survey

    seconds = busy = 0.0
    for place in (f"{folder}/few", folder):
        survey = read_survey(Path(place, "survey.yaml"))
        start, begun = time.perf_counter(), time.process_time()
        if what == "ratings":
            ratings_at_scale(survey, "duckdb")
        else:
            sums = ", ".join(f"avg({o}_{d}), count({o}_{d}), var_samp({o}_{d})" for o, d in PAIRS)
            duckdb.sql(f"select segment, {sums} from read_parquet('{place}/*.parquet') group by segment").fetchall()
        seconds, busy = time.perf_counter() - start, time.process_time() - begun
    print(seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1000)


GIGABYTE = """
import resource
resource.setrlimit(resource.RLIMIT_DATA, (1_000_000_000, 1_000_000_000))
from cvtools.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1000)
"""


def memory(megabytes: float) -> int:
    """Make a study of a file that is larger than the memory; without an engine it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        rng, n = np.random.default_rng(1), 100_000
        columns = {f"{o}_{d}": rng.integers(1, 6, n) for o, d in PAIRS}
        table = pd.DataFrame({"segment": rng.choice(SEGMENTS, n), **columns})
        rows = table.to_csv(index=False, header=False).encode()
        with Path(folder, "export.csv").open("wb") as file:
            file.write(",".join(table.columns).encode() + b"\n")
            while file.tell() < megabytes * 1e6:
                file.write(rows)
        Path(folder, "survey.yaml").write_text(mapping("export.csv", PAIRS))
        command = [sys.executable, "-c", GIGABYTE, "evidence", "apply", f"{folder}/survey.yaml", "--out", f"{folder}/s"]
        refused = subprocess.run(command, capture_output=True, text=True, check=False)
        print(f"without an engine: {refused.stderr.strip()}")
        start = time.perf_counter()
        done = subprocess.run([*command, "--engine", "duckdb"], capture_output=True, text=True, check=False)
        print(done.stderr, done.stdout, f"{time.perf_counter() - start:.0f} s", sep="")
        return int(done.returncode != 0 or not Path(folder, "s", "ratings.csv").exists() or refused.returncode == 0)


def study() -> int:
    """Time the command that makes a study of a CSV export."""
    with tempfile.TemporaryDirectory() as folder:
        rng, n = np.random.default_rng(1), 2_000
        pairs = [(o, d) for o in (*OFFERINGS, "at_home") for d in DRIVERS]
        columns = {f"{o}_{d}": rng.integers(1, 6, n) for o, d in pairs}
        others = {f"other_{i}": rng.integers(1, 6, n) for i in range(59 - len(pairs))}
        pd.DataFrame({"segment": rng.choice(SEGMENTS, n), **columns, **others}).to_csv(
            f"{folder}/export.csv", index=False
        )
        Path(folder, "survey.yaml").write_text(mapping("export.csv", pairs))
        command = [
            sys.executable,
            "-m",
            "cvtools",
            "evidence",
            "apply",
            f"{folder}/survey.yaml",
            "--out",
            f"{folder}/s",
        ]
        start = time.perf_counter()
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - start
        print(f"2,000 respondents × 60 questions: {seconds:.1f} s")
        return int(seconds > 5)


def calibration(trials: int = 6_000) -> int:
    """Show how often intervals hold the truth; ranges drawn apart are only shown."""
    held = {**_held_by_ratings(trials), **_held_by_measures(200), **_held_by_measures(30)}
    for name, share in held.items():
        print(f"{name:24} {share:.1%}")
    return int(not all(0.78 <= share <= 0.82 for name, share in held.items() if name != "gap, apart"))


def _held_by_ratings(trials: int) -> dict[str, float]:
    """Count how often, for 60 respondents some of whom like an offering better on everything."""
    from cvtools.evidence.replicates import replicated_means
    from cvtools.uncertainty.together import Moved, Together

    rng, people, drivers = np.random.default_rng(1), 60, 4
    names = [f"{offering}{d}" for offering in "ab" for d in range(drivers)]
    held = dict.fromkeys(("rating", "gap, together", "gap, apart"), 0)
    for trial in range(trials):
        liking = np.repeat(rng.normal(size=(people, 2)), drivers, axis=1)
        value = 5 + liking + rng.normal(size=(people, 2 * drivers))
        each = pd.DataFrame(
            {
                "segment": "s",
                "respondent": np.repeat(np.arange(people), 2 * drivers),
                "driver": names * people,
                "weight": 1.0,
                "value": value.ravel(),
            }
        )
        drawn = replicated_means(each, ["driver"], seed=trial)
        replicates = np.array([drawn["s", name] for name in names])
        keys = [("ratings", "s", name[0], name[1], "perceived") for name in names]
        places = {key: row.argsort().argsort() for key, row in zip(keys, replicates, strict=True)}
        gaps = {}
        for how, moved in (("together", Moved(places=places)), ("apart", Moved())):
            uniform = Together(keys, np.zeros(len(keys), bool), moved, seed=trial).take(2_000)
            levels = [np.quantile(row, u) for row, u in zip(replicates, uniform, strict=True)]
            gaps[f"gap, {how}"] = sum(levels[:drivers]) - sum(levels[drivers:])
        for name, values, truth in (("rating", replicates[0], 5.0), *((name, gap, 0.0) for name, gap in gaps.items())):
            low, high = np.quantile(values, [0.1, 0.9])
            held[name] += low <= truth <= high
    return {name: count / trials for name, count in held.items()}


def _held_by_measures(n: int) -> dict[str, float]:
    """Work out how often the measures of n answers do: over all answers that there can be, not by chance.

    The true shares differ from question to question, as counts of answers are whole numbers: held is more than 80 % at
    one share and less at the next.
    """
    from scipy.stats import multinomial

    from cvtools.evidence.proportions import mean_of, net_share, wilson

    counts = np.array([(plus, minus) for plus in range(n + 1) for minus in range(n + 1 - plus)])
    plus, minus = counts.T
    answers = np.array([1.0, 0.0, -1.0])
    intervals = {
        "csat": [wilson(p / n, n, confidence=0.8) for p in plus],
        "nps": [net_share(p / n, m / n, n, confidence=0.8) for p, m in counts],
        "mean": [mean_of(np.repeat(answers, [p, n - p - m, m]), confidence=0.8) for p, m in counts],
    }
    ends = {name: np.array(found)[:, 1:3].T for name, found in intervals.items()}
    held, questions = dict.fromkeys(ends, 0.0), 400
    for shares in np.random.default_rng(1).dirichlet([5, 3, 2], size=questions):
        chance = multinomial.pmf(np.column_stack([plus, n - plus - minus, minus]), n, shares)
        for name, (low, high) in ends.items():
            truth = shares[0] - (0.0 if name == "csat" else shares[2])
            held[name] += chance[(low <= truth) & (truth <= high)].sum() / questions
    return {f"{name}, {n} answers": share for name, share in held.items()}


if __name__ == "__main__":
    match sys.argv[1:]:
        case [only_, folder] if only_.startswith("only-"):
            only(only_.removeprefix("only-"), folder)
        case ["scale", *millions]:
            sys.exit(scale(float(millions[0]) if millions else 100))
        case ["memory", *megabytes]:
            sys.exit(memory(float(megabytes[0]) if megabytes else 2_000))
        case ["study"]:
            sys.exit(study())
        case _:
            sys.exit(calibration())
