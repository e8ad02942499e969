"""Small studies to test with: as files in a folder, and at random for hypothesis."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

from cvtools.study.schema import KINDS, TABLES
from cvtools.study.settings import Settings
from cvtools.study.study import Study

SMALL = {
    "study.yaml": "format: 1\ntitle: Coffee\nunit: points\nours: cafe\n",
    "segments.csv": "segment,name,size\nregulars,Regulars,300\nvisitors,Visitors,100\n",
    "offerings.csv": "offering,name\ncafe,Our café\nchain,The chain\n",
    "drivers.csv": (
        "driver,name,side,kind,unit,worst,best\n"
        "taste,Taste,benefit,functional,score,0,10\n"
        "price,Price,cost,money,EUR,5,0\n"
    ),
    "weights.csv": "segment,driver,weight\n*,taste,60\n*,price,40\nvisitors,price,20\n",
    "ratings.csv": (
        "segment,offering,driver,rating\n"
        "*,cafe,taste,8\n*,cafe,price,3\n*,chain,taste,6\n*,chain,price,2.5\nvisitors,chain,taste,7\n"
    ),
}
"""A study without fault, file by file."""

HOSTILE = [
    "<script>alert(1)</script>",
    "**bold** [link](javascript:alert(1)) | cell",
    "{{ 7*7 }} {% raw %} ${x} %(y)s",
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\uff1d1+1",
    "\t=1",
    'a "quoted", text; with all\nseparators',
    "_x0041_ _x005F_x0041_",
    "😀 👩‍👩‍👧",
    "שלום עולם \u202e evil",
    "مرحبا",
    " blanks around ",
    "nan",
    "007",
    "1e5",
    "\u2028\u00a0\ufeff",
    "#N/A",
]
"""Names that must be harmless wherever they go, and come back as they were."""


def write_files(folder: Path, **changes: str | bytes | None) -> Path:
    """Write the small study; `segments="…"` replaces segments.csv, `None` leaves it out."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in SMALL.items():
        content = changes.pop(file.partition(".")[0], text)
        if content is not None:
            (folder / file).write_bytes(content.encode() if isinstance(content, str) else content)
    assert not changes, f"no such files: {list(changes)}"
    return folder


def with_rows(file: str, *rows: str) -> str:
    """The file of the small study with more rows."""
    return SMALL[f"{file}.csv"] + "".join(f"{row}\n" for row in rows)


def changed(file: str, old: str, new: str) -> str:
    """The file of the small study with one text in it replaced."""
    text = next(text for name, text in SMALL.items() if name.partition(".")[0] == file)
    assert text.count(old) == 1, f"{old!r} must be there once"
    return text.replace(old, new)


texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t"),
        max_size=12,
    ),
)
"""Any text that a cell may hold."""
names = texts.filter(str.strip)


def _numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(0, 1000).map(lambda share: low + (high - low) * share / 1000)


@st.composite
def studies(draw: st.DrawFn, *, unit: str | None = None, unknown: bool = True, hostile: bool = False) -> Study:
    """A study without fault: points or money, `*` rows and own rows, all views, unknown ratings."""
    name = names if hostile else st.just("Name")
    segments = [f"s{i}" for i in range(draw(st.integers(1, 3)))]
    offerings = [f"o{i}" for i in range(draw(st.integers(2, 4)))]
    drivers = []
    for i in range(draw(st.integers(1, 5))):
        side = draw(st.sampled_from(list(KINDS)))
        worst, best = draw(st.sampled_from([(0, 10), (900, 0), (-1, 1), (0.1, 0.7), (70, 12)]))
        kind, recurs = draw(st.sampled_from(KINDS[side])), draw(st.sampled_from(["once", "yearly"]))
        drivers.append((f"d{i}", draw(name), side, kind, draw(texts) if hostile else "unit", worst, best, recurs))
    weights = [("*", driver[0], draw(_numbers(0, 50))) for driver in drivers]
    weights[0] = (*weights[0][:2], draw(_numbers(1, 50)))
    weights += [(s, d[0], draw(_numbers(1, 900))) for s in segments for d in drivers if draw(st.booleans())]
    views = draw(st.sampled_from([["perceived"], ["perceived", "expected", "believed"]]))
    ratings = []
    for segment in ["*", *segments]:
        for offering in offerings:
            for driver, *_, worst, best, _ in drivers:
                for view in views:
                    if segment == "*" or draw(st.integers(0, 3)) == 0:
                        rating = draw(_numbers(min(worst, best), max(worst, best)))
                        blank = unknown and draw(st.integers(0, 5)) == 0
                        ratings.append((segment, offering, driver, None if blank else rating, view))
    tables = {
        "segments": pd.DataFrame([(s, draw(name), draw(st.integers(1, 500))) for s in segments]),
        "offerings": pd.DataFrame([(o, draw(name)) for o in offerings]),
        "drivers": pd.DataFrame(drivers),
        "weights": pd.DataFrame(weights),
        "ratings": pd.DataFrame(ratings),
    }
    columns = {
        "segments": ["segment", "name", "size"],
        "offerings": ["offering", "name"],
        "drivers": ["driver", "name", "side", "kind", "unit", "worst", "best", "recurs"],
        "weights": ["segment", "driver", "weight"],
        "ratings": ["segment", "offering", "driver", "rating", "view"],
    }
    for table, frame in tables.items():
        frame.columns = columns[table]
        for column in TABLES[table].columns:
            if column.name not in frame:
                frame[column.name] = float("nan") if column.holds == "number" else column.default
            frame[column.name] = frame[column.name].astype("float64" if column.holds == "number" else "str")
        if hostile:
            frame[draw(st.sampled_from(["mine", "=x", "Æ ø", "{{y}}"]))] = pd.Series(
                [draw(texts) for _ in range(len(frame))], dtype="str"
            )
    settings = Settings(
        title=" ".join(draw(name).split()) or "x",
        unit=unit or draw(st.sampled_from(["points", "EUR"])),
        ours=draw(st.sampled_from(offerings)),
        horizon_years=3.0,
        discount_rate=draw(st.sampled_from([0.0, 0.1])),
        notes=draw(texts) if hostile else "",
        other={"mine": draw(name)} if hostile else {},
    )
    return Study(settings, **tables)
