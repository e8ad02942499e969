"""A report's size, and the time from opening it to its last chart, beside Altair's own page with one chart inside.

Limits: 1.6 MB; 2 seconds in Chromium. The peer is what ``chart.save("chart.html", inline=True)`` writes.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import altair as alt
import pandas as pd
from playwright.sync_api import Browser, sync_playwright

from cvtools.report.batch import write_reports

STUDY = Path(__file__).resolve().parents[1] / "data" / "coffee"
MOST_BYTES, MOST_SECONDS, ROUNDS = 1_600_000, 2.0, 5
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def opened(browser: Browser, page: Path, drawn: str) -> float:
    """Seconds from asking for a page to its last chart."""
    tab = browser.new_page()
    start = time.perf_counter()
    tab.goto(page.as_uri(), wait_until="commit")
    tab.wait_for_selector(drawn, state="attached")
    took = time.perf_counter() - start
    tab.close()
    return took


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("skipped: no Chromium (apt-get install chromium)")
        return 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        start = time.perf_counter()
        report = write_reports(STUDY, segments=["commuters"], out=folder)[0]
        made = time.perf_counter() - start
        peer = Path(folder) / "peer.html"
        alt.Chart(pd.DataFrame({"x": [1, 2]})).mark_bar().encode(x="x:Q").save(peer, inline=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        times = [
            (opened(browser, report, "html[data-charts=drawn]"), opened(browser, peer, "#vis canvas, #vis svg"))
            for _ in range(ROUNDS)
        ]
        browser.close()
        size, peer_size = report.stat().st_size, peer.stat().st_size
    ours, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"made in {made:.1f} s (one report, kernel start included)")
    print(f"size    {size / 1e6:.2f} MB, {size / peer_size:.2f} × a page of Altair's with one chart (limit 1.6 MB)")
    print(f"opened  {ours:.2f} s, {ours / theirs:.2f} × a page of Altair's with one chart (limit {MOST_SECONDS} s)")
    return int(size > MOST_BYTES or ours > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
