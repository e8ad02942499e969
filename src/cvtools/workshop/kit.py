"""The kit to print: the facilitator's guide, handouts, cases with a debrief, a quiz; one source, three languages.

Each document is one HTML file that a browser prints, with nothing fetched.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from cvtools.browser.html import Html, bullets, element, paragraphs
from cvtools.language.coded_words import kind_word, side_word
from cvtools.language.labels import plain
from cvtools.language.language import Language
from cvtools.study.study import Study
from cvtools.workshop.carpet import CARDS, PUBLISHED, part_worths
from cvtools.workshop.form import Form, form_of
from cvtools.workshop.kit_guide import Block, blocks, day_before, material, trouble
from cvtools.workshop.kit_lessons import carpet_debrief, coffee_case, quiz, ratio_case

_STYLE = (
    "@page{size:A4;margin:16mm}body{font:11pt/1.45 system-ui,sans-serif;color:#1f2933;max-width:44rem;margin:1rem auto;"
    "padding:0 "
    "1rem}h1{font-size:1.5rem}h2{font-size:1.15rem;break-after:avoid}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #8a94a0;padding:.35rem .5rem;text-align:left;vertical-align:top}.box td{height:3em}"
    ".cards{display:grid;grid-template-columns:1fr 1fr;gap:6mm}.card{border:1px dashed #566270;padding:5mm;"
    "break-inside:avoid;min-height:42mm}section{break-inside:avoid}.page{break-before:page}.say{border-left:4px solid "
    "#0072b2;padding-left:.7rem}@media print{body{margin:0;padding:0;max-width:none}}"
)


def kit(study: Study, _: Language, *, segment: str = "") -> dict[str, str]:
    """Every document of the kit by its file name, in one language, for one segment of a study.

    Raises
    ------
    StudyError
        When the study has no such segment.
    """
    form = form_of(study, segment)
    return {
        "guide.html": document(_("Facilitator’s guide"), guide(_), _),
        "handouts.html": document(_("Handouts"), handouts(form, _), _),
        "cases.html": document(_("Three cases"), cases(_), _),
        "quiz.html": document(_("Before you go"), quiz_pages(_), _),
    }


def document(title: str, body: Html, _: Language) -> str:
    """A page that a browser prints."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="{_.code}"><head>{head}</head><body>\n{body.markup}\n</body></html>\n'


def _joined(*parts: Html) -> Html:
    return Html("\n".join(part.markup for part in parts))


def _commands(part: Html) -> Html:
    """What stands between two backticks is typed as it stands."""
    return Html(re.sub("`([^`<]+)`", r"<code>\1</code>", part.markup))


def _rows(header: list[str], rows: list[list[str]], *, tall: bool = False) -> Html:
    """A table of texts; tall rows leave room to write."""
    head = "".join(element("th", text).markup for text in header)
    kind = ' class="box"' if tall else ""
    body = "".join(f"<tr{kind}>" + "".join(element("td", text).markup for text in row) + "</tr>" for row in rows)
    return Html(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


# -- guide ------------------------------------------------------------------------------------------


def guide(_: Language) -> Html:
    """The facilitator's guide: both versions by the minute, each block, what goes wrong."""
    all_blocks = blocks(_)
    parts = [
        element("h1", _("A workshop on customer value: the facilitator’s guide")),
        paragraphs(
            _(
                "Up to thirty people, one laptop, no internet. At the end every participant can say what value is, "
                "weigh "
                "a step from worst to best, and tell what is known from what is believed."
            )
        ),
        element("h2", _("By the minute")),
        _rows(
            ["", _("90 minutes"), _("Half a day")],
            [[block.title, *_clock(all_blocks, i, _)] for i, block in enumerate(all_blocks)],
        ),
        element("h2", _("Room and material")),
        _commands(bullets(material(_))),
        element("h2", _("The day before")),
        _commands(bullets(day_before(_))),
    ]
    for block in all_blocks:
        lines = _joined(
            element("h2", block.title),
            paragraphs(_("Aim: {text}", text=block.aim)),
            element("p", _("Say: {text}", text=block.say), class_="say"),
            paragraphs(_("What goes wrong: {text}", text=block.wrong), _("Shorter: {text}", text=block.shorter)),
        )
        parts.append(Html(f"<section>{lines.markup}</section>"))
    rows = [[problem, remedy] for problem, remedy in trouble(_)]
    parts += [element("h2", _("If something fails")), _commands(_rows([_("What happens"), _("What to do")], rows))]
    return _joined(*parts)


def _clock(all_blocks: list[Block], place: int, _: Language) -> list[str]:
    """From which minute to which a block goes, in the short version and in the long one."""
    found: list[str] = []
    for version in (0, 1):
        start = sum(block.minutes[version] for block in all_blocks[:place])
        length = all_blocks[place].minutes[version]
        found.append(_("{start} to {end}", start=start, end=start + length) if length else "–")
    return found


# -- handouts ---------------------------------------------------------------------------------------


def handouts(form: Form, _: Language) -> Html:
    """Value canvas, driver cards, swing-weight sheet, the eighteen cards."""
    return _joined(_canvas(form, _), _driver_cards(form, _), _swing_sheet(form, _), _carpet_cards(_))


def _canvas(form: Form, _: Language) -> Html:
    kinds = {"benefit": ("functional", "emotional", "social"), "cost": ("money", "time", "effort", "risk")}
    rows = [
        [f"{side_word(side, _)}: {kind_word(kind, _)}", "", "", ""]
        for side, of_side in kinds.items()
        for kind in of_side
    ]
    return _joined(
        element("h1", _("Value canvas: {segment}", segment=form["segment"]["name"][_.code])),
        paragraphs(
            _("One segment, one sheet. Write alone first, then merge at the table. E: evidence, A: assumption.")
        ),
        _rows([_("kind"), _("what they gain or give up"), _("worst and best level"), _("E or A")], rows, tall=True),
    )


def _step(driver: Form, _: Language) -> str:
    unit = driver["unit"][_.code]
    text = _("from {worst} to {best}", worst=plain(driver["worst"], _), best=plain(driver["best"], _))
    return f"{text} ({unit})" if unit else text


def _driver_cards(form: Form, _: Language) -> Html:
    cards = [
        _joined(
            element("b", driver["name"][_.code]),
            paragraphs(
                f"{side_word(driver['side'], _)}, {kind_word(driver['kind'], _)}",
                driver["text"][_.code],
                _step(driver, _),
            ),
        ).markup
        for driver in form["drivers"]
    ]
    grid = "".join(f'<div class="card">{card}</div>' for card in cards)
    title = element("h1", _("Driver cards"), class_="page")
    return _joined(title, Html(f'<div class="cards">{grid}</div>'))


def _swing_sheet(form: Form, _: Language) -> Html:
    rows = [[driver["name"][_.code], _step(driver, _), ""] for driver in form["drivers"]]
    return _joined(
        element("h1", _("Swing weights: {segment}", segment=form["segment"]["name"][_.code]), class_="page"),
        paragraphs(
            _("1. Everything is at its worst. You may lift one thing to its best. Which? Write 100 beside it."),
            _("2. What is each other step worth beside it? 50: half as much; 0: nothing."),
        ),
        _rows([_("driver"), _("the step"), _("points")], rows, tall=True),
    )


def _carpet_cards(_: Language) -> Html:
    def shown(card: int, row: Mapping[Any, Any]) -> str:
        lines = [
            _("Package {letter}", letter=row["package"]),
            row["brand"],
            _.amount(row["price"], "USD", digits=2),
            _("with a seal of quality") if row["seal"] else _("without a seal"),
            _("money back") if row["money_back"] else _("no money back"),
        ]
        return f'<div class="card">{element("b", str(card)).markup}{bullets(lines).markup}</div>'

    cards = [shown(card, row) for card, row in enumerate(CARDS.to_dict("records"), start=1)]
    return _joined(
        element("h1", _("Eighteen carpet cleaners"), class_="page"),
        paragraphs(
            _("Put the cards in order, the best first, and note each one’s place."),
            _(
                "What a level is worth: 9.5 minus the mean place of its cards. Package, brand and price: six cards a "
                "level."
            ),
        ),
        Html(f'<div class="cards">{"".join(cards)}</div>'),
        _worksheet(_),
    )


def _worksheet(_: Language) -> Html:
    rows = []
    for thing, name in (("package", _("Package")), ("brand", _("Brand")), ("price", _("Price"))):
        for level, cards in CARDS.groupby(thing).groups.items():
            shown = _.amount(float(str(level)), "USD", digits=2) if thing == "price" else str(level)
            rows.append([f"{name}: {shown}", ", ".join(map(str, cards)), "", ""])
    return _rows([_("level"), _("cards"), _("mean place"), _("worth")], rows, tall=True)


# -- cases and quiz ---------------------------------------------------------------------------------


def cases(_: Language) -> Html:
    """Difference or ratio, the carpet cleaners, the coffee shop: the task and the debrief."""
    parts: list[Html] = []
    for title, task, debrief in (ratio_case(_), carpet_debrief(_), coffee_case(_)):
        parts += [element("h1", title), element("h2", _("The task")), paragraphs(*task)]
        parts += [element("h2", _("The debrief")), paragraphs(*debrief)]
    worths = part_worths(PUBLISHED)
    best = worths.loc[worths.groupby("thing", sort=False)["worth"].idxmax()]
    names = {
        "package": _("Package"),
        "brand": _("Brand"),
        "price": _("Price"),
        "seal": _("Seal"),
        "money_back": _("Money back"),
    }
    rows = [
        [names[str(row["thing"])], _.number(float(row["worth"]), digits=2), _.percent(float(row["importance"]))]
        for row in best.to_dict("records")
    ]
    parts += [
        element("h2", _("The published respondent’s figures")),
        _rows([_("thing"), _("worth of its best level, in places"), _("share of all ranges")], rows),
    ]
    return _joined(*parts)


def quiz_pages(_: Language) -> Html:
    """The quiz for the participants, and on a page of its own the answers."""
    questions = quiz(_)
    parts = [element("h1", _("Before you go: six questions"))]
    for number, question in enumerate(questions, start=1):
        parts += [element("p", f"{number}. {question.ask}"), bullets(question.choices)]
    parts.append(element("h1", _("The answers, for the facilitator"), class_="page"))
    parts += [
        paragraphs(f"{number}. {question.right}. {question.why}") for number, question in enumerate(questions, start=1)
    ]
    return _joined(*parts)
