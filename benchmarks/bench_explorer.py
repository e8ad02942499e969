"""The explorer's sliders: from a slider's event to all pictures that hang on it, in JupyterLab and in a report.

Beside them, in the same JupyterLab and for the same study, the usual way: `ipywidgets.interact` with a callback that
works out the values and shows one Altair chart anew. Then the time from opening notebook 04 to its first usable slider,
beside a notebook with one plain Altair chart, and what the explorer adds to a report.

Pictures are linked, and count when the last of them stands, its layout worked out. Events are made in the page; the
lines “keys” are real key presses, timed from the moment that the system says for the key. Other programs' time is not
the sliders': a round that misses its limit is measured again, twice at most, the best one counts, and the line says so.
The load is printed, too. Exits 1 when a limit is missed.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import nbformat
import numpy as np
from lab import find_chromium, jupyter_lab, open_chromium, open_lab, write_notebook
from made_up import study, with_levers
from playwright.sync_api import Browser, Page, sync_playwright

import cvtools as cv
from cvtools.browser.vega import chart_library
from cvtools.explorer.place import EXPLORER, ExplorerPlace
from cvtools.language.language import language
from cvtools.report.notebook_run import run_notebook
from cvtools.report.page import html_page

HERE = Path(__file__).resolve().parent
SIZES = {"12 × 4 × 5": (12, 4, 5, 12.0), "30 × 12 × 5": (30, 12, 5, 25.0)}
"""Drivers, offerings, segments, and the milliseconds within which 95 of 100 moves are to be answered."""
SURE = {"12 × 4 × 5": (50.0, 250.0), "30 × 12 × 5": (50.0, 800.0)}
"""The milliseconds after a move within which it is counted how sure the answer is: 1,000 draws, and 10,000."""
COUNTS = 40
LEVERS, MOST_SWITCHING = 12, 16.7
SMALL, _LARGE = SIZES
MOVES, WARM_UP, KEYS, AGAIN = 200, 20, 200, 3
LEAST_FASTER, MOST_OPENING, MOST_BYTES = 10.0, 1.5, 80_000
LANGUAGE = "hr"  # of the reports: its words take the most bytes
ROUNDS = 5
HEIGHT, TALL = 900, 3000  # tall: JupyterLab draws no chart that nobody can see

USUAL_WAY = """import ipywidgets
import cvtools as cv

cv.setup()
study = cv.read_study("12 × 4 × 5")


def show(rating):
    changed = cv.apply_scenario(study, cv.Scenario("now", ratings={"s0": {"d0": rating}}))
    return cv.figures.value(cv.analyse(changed, segment="s0")).chart


ipywidgets.interact(show, rating=ipywidgets.FloatSlider(5, min=0, max=10, step=0.1));"""
PLAIN = """import altair as alt
import pandas as pd
from IPython.display import display

frame = pd.DataFrame({"offering": ["train", "plane", "bus", "car"], "value": [12, 7, -3, 8]})
chart = alt.Chart(frame).mark_bar().encode(x="value:Q", y="offering:N")
display({"application/vnd.vegalite.v5+json": chart.to_dict()}, raw=True)  # the version that JupyterLab draws"""


@dataclass(frozen=True)
class Line:
    """One line of the table; without a limit it only informs."""

    what: str
    found: str
    limit: str = ""
    held: bool = True

    def __str__(self) -> str:
        verdict = "" if not self.limit else "  ok" if self.held else "  MISSED"
        return f"{self.what:<66}{self.found:<36}{self.limit:<10}{verdict}"


def tail(times: np.ndarray) -> float:
    return float(np.percentile(times, 95))


def answering(what: str, times: np.ndarray, most: float = np.inf) -> Line:
    limit = f"p95 {most:.1f}" if most < np.inf else ""
    return Line(what, f"{np.median(times):.1f} ms (p95 {tail(times):.1f})", limit, tail(times) <= most)


def write_inputs(root: Path) -> None:
    """The studies, a notebook for each, the usual way, the plain chart, and the workbook's own notebooks."""
    for name, (drivers, offerings, segments, _) in SIZES.items():
        cv.write_study(study(segments, offerings, drivers), root / name)
        write_notebook(root / f"{name}.ipynb", f'import cvtools as cv\n\ncv.explore(cv.analyse("{name}"))')
    write_notebook(root / "usual.ipynb", USUAL_WAY)
    write_notebook(root / "plain.ipynb", PLAIN)
    for folder in ("notebooks", "data"):
        copytree(HERE.parent / folder, root / folder)


def write_report(root: Path, name: str) -> tuple[Path, int]:
    """A report of one segment, as `write_reports` makes it; the bytes that the explorer's section adds to it."""
    words = language(LANGUAGE)
    notebook = run_notebook("08_report.ipynb", {"study": str(root / name), "segment": "s0", "language": words.code})
    page = html_page(notebook, title=name, language=words)
    path = root / f"{name}.html"
    path.write_text(page, encoding="utf-8")
    cells = len(notebook.cells)
    notebook.cells = [cell for cell in notebook.cells if not any(EXPLORER in o.get("data", {}) for o in outputs(cell))]
    if len(notebook.cells) != cells - 1:
        raise RuntimeError("the report has no cell with the explorer, or several")
    without = html_page(notebook, title=name, language=words)
    return path, len(page.encode()) - len(without.encode())


def write_switchboard(root: Path) -> Path:
    """A page that holds nothing but the explorer of the small study with levers."""
    drivers, offerings, segments, _ = SIZES[SMALL]
    analysis = cv.analyse(with_levers(study(segments, offerings, drivers), LEVERS))
    output = nbformat.v4.new_output("display_data", data=ExplorerPlace(analysis)._repr_mimebundle_())
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    path = root / "levers.html"
    path.write_text(html_page(notebook, title="Levers", language=language("en")), encoding="utf-8")
    return path


def switching(browser: Browser, path: Path) -> Iterator[Line]:
    """Levers switched on and off; a round that misses its limit is measured again, as with sliders."""
    page = browser.contexts[0].new_page()
    page.set_viewport_size({"width": 1300, "height": HEIGHT})
    page.goto(path.as_uri())
    prepare(page)
    page.wait_for_selector(".cvx-drawn")
    rounds = [moves(page, "explorerSwitches")]
    while tail(rounds[-1]) > MOST_SWITCHING and len(rounds) < AGAIN:
        rounds.append(moves(page, "explorerSwitches"))
    more = f", best of {len(rounds)} rounds" if len(rounds) > 1 else ""
    yield answering(f"{SMALL}, {LEVERS} levers switched{more}", min(rounds, key=tail), MOST_SWITCHING)
    page.close()


def outputs(cell: dict) -> list[dict]:
    return cell.get("outputs", [])


def prepare(page: Page) -> None:
    page.evaluate((HERE / "timing.js").read_text(encoding="utf-8"))


def moves(page: Page, call: str) -> np.ndarray:
    return np.array(page.evaluate(f"() => timing.{call}({WARM_UP + MOVES})"))[WARM_UP:]


def key_presses(page: Page) -> np.ndarray:
    """The same by hand: a key press moves a slider; five for each slider in turn."""
    heard = page.evaluate_handle("() => timing.explorerListen()")
    for i in range(WARM_UP + KEYS):
        if i % 5 == 0:
            key = page.evaluate("i => timing.explorerFocus(i)", i // 5)
        page.keyboard.press(key)
        heard.evaluate("(heard, count) => heard.next(count)", i + 1)
    return np.array(heard.evaluate("heard => heard.stop()"))[WARM_UP:]


def explorer_lines(page: Page, where: str, size: str) -> Iterator[tuple[np.ndarray, Line]]:
    page.wait_for_selector(".cvx-drawn")
    most = SIZES[size][3]
    for how, measure in (("", lambda: moves(page, "explorerMoves")), (", keys", lambda: key_presses(page))):
        rounds = [measure()]
        while tail(rounds[-1]) > most and len(rounds) < AGAIN:
            rounds.append(measure())
        times = min(rounds, key=tail)
        more = f", best of {len(rounds)} rounds" if len(rounds) > 1 else ""
        yield times, answering(f"{size}, {where}{how}{more}", times, most)


def certainty_lines(page: Page, where: str, size: str) -> Iterator[Line]:
    """From a move to how sure the answer is; the first move, for which everything is drawn, is left out."""
    took = page.evaluate(f"() => timing.explorerCounts({COUNTS + 1})")
    for (what, name), most in zip({"1,000": "first", "10,000": "settled"}.items(), SURE[size], strict=True):
        yield answering(f"{size}, {where}, how sure, {what} draws", np.array(took[name])[1:], most)


def in_lab(browser: Browser, address: str, notebook: str, *, height: int) -> Page:
    page = open_lab(browser, address, height=height)
    prepare(page)
    page.evaluate("path => timing.runAll(path)", notebook)
    return page


def latencies(browser: Browser, address: str, reports: dict[str, Path]) -> Iterator[Line]:
    base = np.array([])
    for size in SIZES:
        page = in_lab(browser, address, f"{size}.ipynb", height=HEIGHT)
        for times, line in explorer_lines(page, "JupyterLab", size):
            base = times if not len(base) else base  # the first: the small study, events made in the page
            yield line
        yield from certainty_lines(page, "JupyterLab", size)
        page.close()
        page = browser.contexts[0].new_page()
        page.set_viewport_size({"width": 1300, "height": HEIGHT})
        page.goto(reports[size].as_uri())
        prepare(page)
        yield from (line for _, line in explorer_lines(page, "report", size))
        yield from certainty_lines(page, "report", size)
        page.close()
    page = in_lab(browser, address, "usual.ipynb", height=HEIGHT)
    page.wait_for_selector("svg.marks")
    usual = moves(page, "interactMoves")
    page.close()
    faster = np.median(usual) / np.median(base)
    tails = tail(usual) / tail(base)
    yield answering(f"{SMALL}, JupyterLab, `interact` with one Altair chart", usual)
    found = f"{faster:.1f} × (p95 {tails:.1f} ×)"
    yield Line("so much faster than `interact`", found, f"{LEAST_FASTER:.0f} ×", bool(faster >= LEAST_FASTER))


def openings(browser: Browser, address: str) -> list[Line]:
    """Each round opens both, in a fresh window and with a fresh kernel; now the one first, now the other."""
    found: dict[str, list[dict[str, float]]] = {"slider": [], "chart": []}
    pair = [("slider", "notebooks/04_explore_with_sliders.ipynb"), ("chart", "plain.ipynb")]
    for number in range(ROUNDS):
        for what, path in pair if number % 2 else reversed(pair):
            page = open_lab(browser, address, height=TALL)
            prepare(page)
            found[what].append(page.evaluate("([path, what]) => timing.opening(path, what)", [path, what]))
            page.close()
    seconds = {what: {k: np.median([t[k] for t in times]) / 1000 for k in times[0]} for what, times in found.items()}
    ours, plain = seconds["slider"], seconds["chart"]
    ratio = ours["answers"] / plain["answers"]
    quickest = min(t["answers"] for t in found["slider"]) / min(t["answers"] for t in found["chart"])
    return [
        Line("opening a notebook with one plain Altair chart", f"{plain['answers']:.2f} s"),
        Line("opening notebook 04, to the first usable slider", f"{ours['answers']:.2f} s"),
        Line(
            "so much longer",
            f"{ratio:.2f} × (quickest of each {quickest:.2f} ×)",
            f"{MOST_OPENING} ×",
            bool(ratio <= MOST_OPENING),
        ),
        Line("to its pictures", f"{ours['stands']:.2f} s"),
        Line("of each, until the kernel is there", f"{ours['ready']:.2f} s, {plain['ready']:.2f} s"),
    ]


def lines(chromium: str, root: Path) -> Iterator[Line]:
    write_inputs(root)
    reports = {size: write_report(root, size) for size in SIZES}
    added = reports[SMALL][1]
    limit = f"{MOST_BYTES // 1000} kB"
    yield Line(f"{SMALL}, added to a report", f"{added / 1000:.1f} kB", limit, added <= MOST_BYTES)
    with jupyter_lab(root) as address, sync_playwright() as playwright:
        browser = open_chromium(playwright, chromium)
        browser.new_context()
        yield from switching(browser, write_switchboard(root))
        yield from latencies(browser, address, {size: path for size, (path, _) in reports.items()})
        yield from openings(browser, address)
        browser.close()


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print("skipped: no Chromium (apt-get install chromium)")
        return 0
    start, load, held = time.perf_counter(), os.getloadavg()[0], True
    chart_library()  # kept in the user's cache from here on, as after anybody's first report
    with tempfile.TemporaryDirectory() as folder:
        for line in lines(chromium, Path(folder)):
            print(line, flush=True)
            held = held and line.held
    print(f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after; {time.perf_counter() - start:.0f} s")
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
