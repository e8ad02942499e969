"""A report as slides: text as text, charts and tables that can be edited, in a company's own template."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.charts.still_charts import png_of
from cvtools.charts.theme import OURS, RIVAL
from cvtools.language.coded_words import evidence_word, verdict_word
from cvtools.language.labels import text_of
from cvtools.language.rounded import interval_ends
from cvtools.language.text import about, chance, wrapped
from cvtools.report.brand import Brand
from cvtools.sentences.advice import Advice, advice
from cvtools.sentences.answer import answer_sentence
from cvtools.sentences.certainty import certainty_sentence
from cvtools.sentences.market import standing_sentences
from cvtools.sentences.reasons import doubt, gap_title, reasons, value_title
from cvtools.study.errors import Problem, StudyError
from cvtools.study.wording import N_
from cvtools.uncertainty.summaries import EVERY

LAYOUTS = ("Title Slide", "Title and Content", "Title Only")
"""What a template must have, by the names that PowerPoint gives them."""
_MOST_ROWS = 10
_BESIDE = 0.16
_LOGO_PIXELS = 600
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACE = f"{_DRAWING}xfrm"
_TITLE_STYLE = "{http://schemas.openxmlformats.org/presentationml/2006/main}titleStyle"


def slides(
    analysis: Analysis, *, template: Path | None = None, brand: Brand | None = None, made_from: str = ""
) -> bytes:
    """Return the bytes of a presentation (.pptx) of the analysis' segment.

    Title; answer; value; gap; how sure; what to do; how each number is known; all segments.

    Parameters
    ----------
    analysis
        The study, seen from one segment.
    template
        A presentation whose masters, layouts and size are used; its own slides are not.
    brand
        Whose report it is. Where there is a template, the template has the colour and the logo.
    made_from
        What the file's properties keep, for whoever asks later whether it would be the same.

    Raises
    ------
    StudyError
        When python-pptx is missing, or the template cannot be read or lacks a layout.
    """
    deck = _Deck(template, analysis.language.code)
    _ = analysis.language
    settings = analysis.study.settings
    period = text_of(settings, "period", _.code)
    deck.title(text_of(settings, "title", _.code), " · ".join(filter(None, (analysis.segment_name, period))))
    deck.text(answer_sentence(analysis), _sentences(reasons(analysis), doubt(analysis)))
    deck.bars(value_title(analysis) or _("What each choice is worth to them"), _value_bars(analysis), _("Value"))
    deck.bars(gap_title(analysis) or _("Where the gap comes from"), _gap_bars(analysis), _("Gap"))
    deck.table(_("How sure are we?"), _sure(analysis), note=certainty_sentence(analysis))
    if pieces := advice(analysis):
        deck.text(_("What to do"), [_step(piece) for piece in pieces])
    deck.table(_("How each number is known"), _evidence(analysis), words=2)
    if len(analysis.all_totals) > 1:
        deck.table(_("All segments"), _segments(analysis), words=3, note=standing_sentences(analysis))
    deck.brand(brand or Brand(), own_looks=template is None)
    return deck.bytes(made_from)


@dataclass(frozen=True)
class _Bar:
    name: str
    value: float
    ours: bool
    """Whether it is our offering, or in our favour."""
    text: str


def _value_bars(analysis: Analysis) -> list[_Bar]:
    """The value of each offering, the middle of its range where a rating is unknown."""
    rows = analysis.values.to_dict("records")
    write = analysis.amounts(analysis.values[["value_low", "value_high"]].to_numpy().ravel())
    middles = [(row["value_low"] + row["value_high"]) / 2 for row in rows]
    return [
        _Bar(row["offering_name"], middle, row["ours"], about(write(middle), known=row["value"] == row["value"]))
        for row, middle in zip(rows, middles, strict=True)
    ]


def _gap_bars(analysis: Analysis) -> list[_Bar]:
    """The gap to the best alternative by driver, the largest first; the smallest share a bar."""
    rows = analysis.gaps.assign(middle=(analysis.gaps["gap_low"] + analysis.gaps["gap_high"]) / 2)
    rows = rows.reindex(rows["middle"].abs().sort_values(ascending=False, kind="stable").index)
    write = analysis.amounts(rows["middle"], signed=True)
    shown, others = rows.iloc[:_MOST_ROWS], rows.iloc[_MOST_ROWS:]
    bars = [
        _Bar(
            row["driver_name"],
            row["middle"],
            row["middle"] >= 0,
            about(write(row["middle"]), known=row["gap"] == row["gap"]),
        )
        for row in shown.sort_values("middle", ascending=False, kind="stable").to_dict("records")
    ]
    if len(others):
        name = analysis._.plural("{n} other driver", "{n} other drivers", len(others))
        rest = float(others["middle"].sum())
        bars.append(_Bar(name, rest, rest >= 0, write(rest)))
    return bars


def _sure(analysis: Analysis) -> pd.DataFrame:
    _, frame = analysis.language, analysis.of_segment(analysis.frames.gap_intervals)
    write = analysis.amounts(frame[["gap_low", "gap_high"]].to_numpy().ravel(), signed=True)
    unit, lows, highs = analysis.study.settings.unit, frame["gap_low"], frame["gap_high"]
    ends = interval_ends(unit, _, lows, highs, write, signed=True)
    shown: dict[str, object] = {
        _("Alternative"): frame["rival_name"].where(frame["rival"] != EVERY, _("The best of them")),
        _("Low"): [low for low, _high in ends],
        _("Median of the gap"): frame["median"].map(write),
        _("High"): [high for _low, high in ends],
    }
    if not analysis.certainty.fixed:
        shown[_("We give more")] = [chance(p, _) for p in frame["p_win"]]
    table = pd.DataFrame(shown)
    return table.iloc[:1] if len(table) == 2 else table  # the only alternative is the best of them


def _evidence(analysis: Analysis) -> pd.DataFrame:
    """The drivers behind the gap, the largest first, with the weakest evidence of each."""
    _ = analysis.language
    frame = analysis.evidence
    frame = frame.reindex(frame["gap"].abs().sort_values(ascending=False, kind="stable", na_position="first").index)
    return pd.DataFrame(
        {
            _("Driver"): frame["driver_name"],
            _("Weakest evidence behind it"): [evidence_word(word, _) for word in frame["evidence"]],
            _("Gap"): ["?" if gap != gap else analysis.measure(gap, signed=True) for gap in frame["gap"]],
        }
    )


def _segments(analysis: Analysis) -> pd.DataFrame:
    _, totals = analysis.language, analysis.all_totals
    sizes = dict(zip(analysis.study.segments["segment"], analysis.study.segments["size"], strict=True))
    write = analysis.amounts(totals[["gap_low", "gap_high"]].to_numpy().ravel(), signed=True)
    return pd.DataFrame(
        {
            _("Segment"): totals["segment_name"],
            _("Best alternative"): totals["rival_name"],
            _("Result"): [verdict_word(analysis.certainty.verdicts[segment], _) for segment in totals["segment"]],
            _("Customers"): [_.number(sizes[segment], digits=0) for segment in totals["segment"]],
            _("Gap"): totals["gap"].map(write),
        }
    )


def _step(piece: Advice) -> str:
    """What to do, what it brings in numbers, where it has any, and why."""
    brings = f" ({piece.brings})" if any(letter.isdigit() for letter in piece.brings) else ""
    return f"{piece.text}{brings}. {piece.why}".strip()


def _sentences(*texts: str | Iterable[str]) -> list[str]:
    """Paragraphs as a list, without the empty ones."""
    return [text for found in texts for text in ([found] if isinstance(found, str) else found) if text.strip()]


class _Deck:
    """A presentation, filled slide by slide."""

    def __init__(self, template: Path | None, language: str) -> None:
        self._deck: Any = opened_template(template)
        self._code = language
        self._language = {"en": "en-GB", "nb": "nb-NO", "hr": "hr-HR"}[language]
        self._layouts = {layout.name: layout for layout in self._deck.slide_layouts}

    def bytes(self, identifier: str) -> bytes:
        self._deck.core_properties.identifier = identifier
        out = io.BytesIO()
        self._deck.save(out)
        return out.getvalue()

    def brand(self, brand: Brand, *, own_looks: bool) -> None:
        """On every slide at the bottom whose it is; on the first the logo, and titles in the colour."""
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        text = " · ".join(filter(None, (brand.name, brand.line(self._code))))
        wide, high = self._deck.slide_width, self._deck.slide_height
        for slide in self._deck.slides if text else ():
            box = slide.shapes.add_textbox(slide.shapes.title.left, int(high * 0.95), int(wide * 0.8), int(high * 0.04))
            self._write(box.text_frame, [text], size=10)
        for slide in self._deck.slides if own_looks and brand.colour else ():
            for run in slide.shapes.title.text_frame.paragraphs[0].runs:
                run.font.color.rgb = RGBColor.from_string(brand.colour.removeprefix("#").upper())
        if own_looks and brand.logo:
            drawn = brand.logo.kind == "image/svg+xml"
            data = png_of(brand.logo.data.decode(), scale=_LOGO_PIXELS / brand.logo.width) if drawn else brand.logo.data
            picture = self._deck.slides[0].shapes.add_picture(io.BytesIO(data), 0, int(high * 0.06), height=Pt(54))
            if picture.width > wide // 4:
                picture.width, picture.height = wide // 4, picture.height * (wide // 4) // picture.width
            picture.left = int(wide * 0.94) - picture.width
            picture._element.nvPicPr.cNvPr.set("descr", brand.name)

    def title(self, title: str, subtitle: str) -> None:
        slide = self._added("Title Slide", title)
        if len(slide.placeholders) > 1:
            self._write(slide.placeholders[1].text_frame, [subtitle])

    def text(self, title: str, lines: Sequence[str]) -> None:
        slide = self._added("Title and Content", title)
        self._write(slide.placeholders[1].text_frame, lines, size=20)

    def bars(self, title: str, bars: Sequence[_Bar], name: str) -> None:
        """A bar chart whose numbers can be edited; ours blue, the others grey."""
        from pptx.chart.data import CategoryChartData
        from pptx.dml.color import RGBColor
        from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
        from pptx.util import Pt

        data = CategoryChartData()
        data.categories = [wrapped(bar.name, width=30, lines=2) for bar in reversed(bars)]
        data.add_series(name, [bar.value for bar in reversed(bars)])
        slide = self._added("Title Only", title)
        chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *self._room(slide), data).chart
        chart.has_legend = chart.has_title = False
        chart.font.size = Pt(14)
        chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
        ends = min(0.0, *(bar.value for bar in bars)), max(0.0, *(bar.value for bar in bars))
        beside = _BESIDE * (ends[1] - ends[0])  # where a bar's number stands, away from the names
        if beside:
            chart.value_axis.minimum_scale = ends[0] - beside if ends[0] < 0 else 0
            chart.value_axis.maximum_scale = ends[1] + beside if ends[1] > 0 else 0
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        plot = chart.plots[0]
        plot.gap_width = 40
        plot.series[0].invert_if_negative = False
        for point, bar in zip(plot.series[0].points, reversed(bars), strict=False):
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = RGBColor.from_string((OURS if bar.ours else RIVAL).removeprefix("#"))
            label = point.data_label
            label.position = XL_LABEL_POSITION.OUTSIDE_END
            label.text_frame.text = bar.text

    def table(self, title: str, frame: pd.DataFrame, *, words: int = 1, note: str = "") -> None:
        """A table, at most ten rows, and a sentence under it; the first columns hold ``words``, the others numbers."""
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Pt

        shown = frame.iloc[:_MOST_ROWS]
        slide = self._added("Title Only", title)
        left, top, width, height = self._room(slide)
        under = int(self._deck.slide_height * 0.8) if note else top + height
        row = min((under - top) // (len(shown) + 1), Pt(34))
        table = slide.shapes.add_table(
            len(shown) + 1, len(shown.columns), left, top, width, row * (len(shown) + 1)
        ).table
        for column, (header, cells) in enumerate(shown.items()):
            for number, text in enumerate([header, *cells]):
                frame_ = table.cell(number, column).text_frame
                self._write(frame_, [str(text)], size=14)
                frame_.paragraphs[0].alignment = PP_ALIGN.LEFT if column < words else PP_ALIGN.RIGHT
        if note:
            box = slide.shapes.add_textbox(left, under, width, top + height - under).text_frame
            box.word_wrap = True
            self._write(box, [note], size=16)

    def _added(self, layout: str, title: str) -> Any:
        slide = self._deck.slides.add_slide(self._layouts[layout])
        self._write(slide.shapes.title.text_frame, [title], size=26 if len(title) > 60 else None)
        return slide

    def _room(self, slide: Any) -> tuple[int, int, int, int]:
        """Where there is room under the title: left, top, width, height."""
        title = slide.shapes.title
        top = title.top + title.height
        return title.left, top, title.width, int(self._deck.slide_height * 0.95) - top

    def _write(self, frame: Any, lines: Sequence[str], *, size: int | None = None) -> None:
        from pptx.util import Pt

        frame.text = "\n".join(lines)
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run.font.language_id = None
                run._r.get_or_add_rPr().set("lang", self._language)
                if size:
                    run.font.size = Pt(size)


def opened_template(template: Path | None) -> Any:
    """Return an empty presentation with a template's looks, or with the library's own.

    Raises
    ------
    StudyError
        When python-pptx is missing, or the template cannot be read or lacks a layout.
    """
    try:
        from pptx import Presentation
        from pptx.util import Inches
    except ModuleNotFoundError:
        raise StudyError(
            "--slides", N_("python-pptx is not installed; pip install 'cvtools[slides]' installs it")
        ) from None
    if template is None:
        return _widened(Presentation(), Inches(13.333))
    try:
        deck = Presentation(str(template))
    except Exception:  # a zip, XML or package error, as the file may be anything
        message = N_("this is no presentation (.pptx) that can be read")
        raise StudyError(str(template), message) from None
    there = [layout.name for layout in deck.slide_layouts]
    if missing := [name for name in LAYOUTS if name not in there]:
        fields = {"missing": ", ".join(missing), "there": ", ".join(there)}
        code = N_("the template has no layout called {missing}; it has {there}")
        raise StudyError(str(template), [Problem(str(template), code=code, fields=fields)])
    own = deck.slides.element  # its slides are examples of the company's; only its looks are wanted
    for slide in list(own):
        deck.part.drop_rel(slide.rId)
        own.remove(slide)
    return deck


def _widened(deck: Any, width: int) -> Any:
    """The library's own presentation, made for old screens, as wide as those of today, with titles at the left."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    wider = width / deck.slide_width
    for slide in [*deck.slide_masters, *deck.slide_layouts]:
        for shape in slide.shapes:
            if shape._element.spPr.find(_PLACE) is not None:  # else it stands where its master says
                shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)
    deck.slide_width = width
    title = deck.slide_masters[0].placeholders[0]
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for style in deck.slide_masters[0]._element.iter(_TITLE_STYLE):
        style[0].set("algn", "l")
        style[0][-1 if style[0][-1].tag.endswith("defRPr") else 0].set("sz", "2800")
    for placeholder in [title, *deck.slide_layouts[0].placeholders]:
        for paragraph in placeholder.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
    for style in deck.slide_layouts[0].placeholders[1]._element.iter(f"{_DRAWING}lvl1pPr"):
        style.set("algn", "l")
    first, second = deck.slide_layouts[0].placeholders[0], deck.slide_layouts[0].placeholders[1]
    second.left, second.width = first.left, first.width
    return deck
