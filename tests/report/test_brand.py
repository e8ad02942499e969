"""Whose report it is: read and checked, and shown on page, paper, slides and in the summary."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from pptx import Presentation

import cvtools as cv
from cvtools.language.problems import told
from cvtools.report.brand import Brand, brand_beside, read_brand
from cvtools.report.colour import contrast, lightened
from cvtools.report.logo import LARGEST
from cvtools.report.overview import overview
from cvtools.report.page import plain_page
from cvtools.report.plan import plan_reports
from cvtools.report.slides import slides
from cvtools.study.errors import StudyError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="120" height="40" fill="#060"/></svg>'
COFFEE = Path(__file__).resolve().parents[2] / "data" / "coffee"


def png(width: int = 120, height: int = 40) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def written(folder: Path, text: str, logo: bytes = b"", name: str = "logo.png") -> Path:
    if logo:
        (folder / name).write_bytes(logo)
    (folder / "brand.yaml").write_text(text, encoding="utf-8")
    return folder / "brand.yaml"


def fault(folder: Path, logo: bytes, name: str = "logo.png", language: str = "en") -> str:
    with pytest.raises(StudyError) as error:
        read_brand(written(folder, f"logo: {name}\n", logo, name))
    return told(error.value, language)


def test_a_brand_is_read(tmp_path):
    text = (
        "name: Øst & Vest\nlogo: logo.png\ncolour: '#006600'\nconfidentiality: Secret\nconfidentiality_nb: Hemmelig\n"
    )

    brand = read_brand(written(tmp_path, text, png()))

    assert (brand.name, brand.colour) == ("Øst & Vest", "#006600")
    assert (brand.logo.kind, brand.logo.width, brand.logo.height) == ("image/png", 120, 40)
    assert [brand.line(code) for code in ("en", "nb", "hr")] == ["Secret", "Hemmelig", "Secret"]


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    file = written(tmp_path, "nmae: X\ncolour: '#ffcc00'\nlogo: ../logo.png\n")

    with pytest.raises(StudyError) as error:
        read_brand(file)

    lines = told(error.value, "en").splitlines()
    assert len(lines) == 4
    assert 'Did you mean "name"?' in lines[1]
    assert 'contrast of at least 4.5 to 1 (this one has 1.5 to 1). Did you mean "#907300"?' in lines[2]
    assert "without folders" in lines[3]
    assert "mørk nok" in told(error.value, "nb")
    assert "dovoljno tamna" in told(error.value, "hr")


def test_a_colour_without_quotation_marks_is_a_comment_and_told(tmp_path):
    with pytest.raises(StudyError, match="in quotation marks"):
        read_brand(written(tmp_path, "colour: #0072b2\n"))


@pytest.mark.parametrize(
    ("logo", "message"),
    [
        (b"GIF89a nothing", "this file is none, or is broken"),
        (png()[:-6], "this file is none, or is broken"),
        (png().replace(b"IDAT", b"IDAX"), "this file is none, or is broken"),
        (png(8, 8), 'found "8 × 8 pixels"'),
        (png(900, 20), "at most 20 times as long"),
        (png() + b"\0" * LARGEST, "at most 200,000 bytes"),
        (b"\xff\xd8\xff\xe0", "this file is none, or is broken"),
    ],
)
def test_a_picture_that_is_none_is_refused(tmp_path, logo, message):
    assert message in fault(tmp_path, logo)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<image href="https://example.org/a.png"/>',
        "<style>@import 'https://example.org/a.css';</style>",
        "<rect style=\"fill: url('https://example.org/a')\"/>",
        "<foreignObject/>",
    ],
)
def test_a_drawing_that_could_run_or_fetch_is_refused(tmp_path, inside):
    assert "stands alone" in fault(tmp_path, SVG.replace("</svg>", f"{inside}</svg>").encode(), "logo.svg")


def test_a_drawing_with_a_doctype_or_of_another_kind_is_refused(tmp_path):
    bomb = '<!DOCTYPE svg [<!ENTITY a "a">]>' + SVG
    assert "stands alone" in fault(tmp_path, bomb.encode(), "logo.svg")
    assert "this file is none" in fault(tmp_path, b"<html></html>", "logo.svg")
    assert "denne filen er ikke det" in fault(tmp_path, b"<svg", "logo.svg", "nb")


def test_a_logo_that_is_not_there_or_a_link_is_refused(tmp_path):
    (tmp_path / "logo.png").write_bytes(png())
    assert 'Did you mean "logo.png"' in fault(tmp_path, b"", "lgo.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "logo.png")
    assert "it is a link" in fault(tmp_path, b"", "link.png")


def test_a_brand_is_found_in_the_study_or_around_it(tmp_path):
    study = tmp_path / "mine"
    study.mkdir()
    assert brand_beside(study) is None
    around = written(tmp_path, "name: A\n")
    assert brand_beside(study) == around == brand_beside(tmp_path / "mine.xlsx")
    assert brand_beside(study) != written(study, "name: B\n") == brand_beside(study)


def test_reports_are_made_anew_when_the_brand_changes_and_its_faults_are_told_before(tmp_path):
    file = written(tmp_path, "name: A\n")
    keys = {run.key for run in plan_reports([COFFEE], out=tmp_path)}
    keys |= {run.key for run in plan_reports([COFFEE], out=tmp_path, brand=file)}
    written(tmp_path, "name: B\n")
    runs = plan_reports([COFFEE], out=tmp_path, brand=file)
    assert len(keys | {run.key for run in runs}) == 12
    assert {run.brand for run in runs} == {str(file)}
    with pytest.raises(StudyError, match=r"brand\.yaml"):
        plan_reports([COFFEE], out=tmp_path, brand=written(tmp_path, "colour: red\n"))


def test_the_page_shows_it_and_nothing_in_it_is_markup(tmp_path):
    text = "name: <b>Øst</b>\nlogo: logo.svg\ncolour: '#006600'\nconfidentiality: 'Secret\"; } body { x'\n"
    brand = read_brand(written(tmp_path, text, SVG.encode(), "logo.svg"))

    page = plain_page("<p>x</p>", title="T", language=cv.analyse("software").language, brand=brand)

    assert '<img src="data:image/svg+xml;base64,' in page and "<rect" not in page
    assert "&lt;b&gt;Øst&lt;/b&gt;" in page and "<b>Øst" not in page
    assert ":root { --accent: #006600; }" in page and f"--accent: {lightened('#006600', '#1a1a1a')}" in page
    assert 'content: "Secret\\22 \\3b  \\7d  body \\7b  x"' in page
    assert contrast(brand.on_dark, "#1a1a1a") >= 4.5


def test_without_a_brand_the_page_is_as_it_was():
    page = plain_page("<p>x</p>", title="T", language=cv.analyse("software").language)

    assert 'class="brand"' not in page and "<header>" not in page


def test_the_overview_and_its_text_have_it():
    made = overview(cv.analyse("software", draws=200), {}, brand=Brand("Øst", lines={"": "Secret"}))

    assert "<b>Øst</b>" in made.page
    assert made.summary.rstrip().endswith("Øst · Secret")


def test_slides_have_the_logo_the_colour_and_the_line(tmp_path):
    text = "name: Øst\nlogo: logo.svg\ncolour: '#006600'\nconfidentiality: Secret\n"
    brand = read_brand(written(tmp_path, text, SVG.encode(), "logo.svg"))

    deck = Presentation(io.BytesIO(slides(cv.analyse("software", draws=200), brand=brand)))

    assert all("Øst · Secret" in [s.text_frame.text for s in slide.shapes if s.has_text_frame] for slide in deck.slides)
    (logo,) = [shape for shape in deck.slides[0].shapes if shape.shape_type == 13]
    assert (logo.image.content_type, logo.image.size[0]) == ("image/png", 600)
    assert str(deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font.color.rgb) == "006600"
