"""The kit to print: the facilitator's guide, handouts, cases with a debrief, a quiz; one source, three languages.

Each document is one HTML file that a browser prints, with nothing fetched.
"""

from collections.abc import Mapping
from typing import Any

from cvtools.browser.html import Html, bullets, element, paragraphs
from cvtools.language.coded_words import kind_word, side_word
from cvtools.language.language import Language
from cvtools.study.study import Study
from cvtools.workshop.carpet import CARDS, PUBLISHED, part_worths
from cvtools.workshop.form import Form, form_of
from cvtools.workshop.kit_guide import Block, blocks, day_before, material, trouble
from cvtools.workshop.kit_lessons import carpet_debrief, coffee_case, quiz, ratio_case
from cvtools.workshop.kit_page import commands, document, joined, rows, step_text
from cvtools.workshop.kit_slides import slides_page


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
        "slides.html": slides_page(form, _),
        "handouts.html": document(_("Handouts"), handouts(form, _), _),
        "cases.html": document(_("Three cases"), cases(_), _),
        "quiz.html": document(_("Before you go"), quiz_pages(_), _),
    }


# -- guide ------------------------------------------------------------------------------------------


def guide(_: Language) -> Html:
    """The facilitator's guide: both versions by the minute, each block, what goes wrong."""
    all_blocks = blocks(_)
    parts = [
        element("h1", _("A workshop on customer value: the facilitator’s guide")),
        paragraphs(
            _(
                "Up to thirty people, one laptop, no internet. At the end every participant can say what value is, "
                "weigh a step from worst to best, and tell what is known from what is believed."
            )
        ),
        element("h2", _("By the minute")),
        rows(
            ["", _("90 minutes"), _("Half a day")],
            [[block.title, *_clock(all_blocks, i, _)] for i, block in enumerate(all_blocks)],
        ),
        element("h2", _("Room and material")),
        commands(bullets(material(_))),
        element("h2", _("The day before")),
        commands(bullets(day_before(_))),
    ]
    for place, block in enumerate(all_blocks):
        parts.append(_block(block, _clock(all_blocks, place, _), _))
    remedies = [[problem, remedy] for problem, remedy in trouble(_)]
    table = commands(rows([_("What happens"), _("What to do")], remedies))
    failing = joined(element("h2", _("If something fails")), table)
    return joined(*parts, Html(f"<section>{failing.markup}</section>"))


def _block(block: Block, clock: list[str], _: Language) -> Html:
    """One part of the workshop: when, what for, what to do, what to say, what goes wrong."""
    when = _("90 minutes: {short} · half a day: {long}", short=clock[0], long=clock[1])
    lines = joined(
        element("h2", block.title),
        element("p", when, class_="when"),
        paragraphs(_("Aim: {text}", text=block.aim)),
        commands(element("p", _("Do: {text}", text=block.do))),
        element("p", _("Say: {text}", text=block.say), class_="say"),
        paragraphs(_("What goes wrong: {text}", text=block.wrong), _("Shorter: {text}", text=block.shorter)),
    )
    return Html(f"<section>{lines.markup}</section>")


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
    return joined(_canvas(form, _), _driver_cards(form, _), _swing_sheet(form, _), _carpet_cards(_))


def _canvas(form: Form, _: Language) -> Html:
    kinds = {"benefit": ("functional", "emotional", "social"), "cost": ("money", "time", "effort", "risk")}
    lines = [
        [f"{side_word(side, _)}: {kind_word(kind, _)}", "", "", ""]
        for side, of_side in kinds.items()
        for kind in of_side
    ]
    return joined(
        element("h1", _("Value canvas: {segment}", segment=form["segment"]["name"][_.code])),
        paragraphs(
            _("One segment, one sheet. Write alone first, then merge at the table. E: evidence, A: assumption.")
        ),
        rows(
            [_("kind"), _("what they gain or give up"), _("worst and best level"), _("E or A")],
            lines,
            tall=True,
            full=True,
        ),
    )


def _driver_cards(form: Form, _: Language) -> Html:
    cards = [
        joined(
            element("b", driver["name"][_.code]),
            paragraphs(
                f"{side_word(driver['side'], _)}, {kind_word(driver['kind'], _)}",
                driver["text"][_.code],
                step_text(driver, _),
            ),
        ).markup
        for driver in form["drivers"]
    ]
    grid = "".join(f'<div class="card">{card}</div>' for card in cards)
    title = element("h1", _("Driver cards"), class_="page")
    return joined(title, Html(f'<div class="cards">{grid}</div>'))


def _swing_sheet(form: Form, _: Language) -> Html:
    lines = [[driver["name"][_.code], step_text(driver, _), ""] for driver in form["drivers"]]
    return joined(
        element("h1", _("Swing weights: {segment}", segment=form["segment"]["name"][_.code]), class_="page"),
        paragraphs(
            _("1. Everything is at its worst. You may lift one thing to its best. Which? Write 100 beside it."),
            _("2. What is each other step worth beside it? 50: half as much; 0: nothing."),
        ),
        rows([_("driver"), _("the step"), _("points")], lines, tall=True),
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
    return joined(
        element("h1", _("Eighteen carpet cleaners"), class_="page"),
        paragraphs(_("Put the cards in order, the best first, and note each one’s place.")),
        Html(f'<div class="cards small">{"".join(cards)}</div>'),
        element("h1", _("What the places say"), class_="page"),
        paragraphs(
            _(
                "What a level is worth: 9.5 minus the mean place of its cards. Package, brand and price: six cards a "
                "level."
            ),
        ),
        _worksheet(_),
    )


def _worksheet(_: Language) -> Html:
    lines: list[list[str]] = []
    for thing, name in (("package", _("Package")), ("brand", _("Brand")), ("price", _("Price"))):
        for level, cards in CARDS.groupby(thing).groups.items():
            shown = _.amount(float(str(level)), "USD", digits=2) if thing == "price" else str(level)
            lines.append([f"{name}: {shown}", ", ".join(map(str, cards)), "", ""])
    return rows([_("level"), _("cards"), _("mean place"), _("worth")], lines, tall=True)


# -- cases and quiz ---------------------------------------------------------------------------------


def cases(_: Language) -> Html:
    """Difference or ratio, the carpet cleaners, the coffee shop: the task and the debrief."""
    told = (ratio_case(_), carpet_debrief(_), coffee_case(_))
    parts: list[Html] = [element("h1", _("Three cases"))]
    for title, task, _debrief in told:
        parts += [element("h2", title), commands(paragraphs(*task))]
    parts.append(element("h1", _("The debrief, for the facilitator"), class_="page"))
    for title, _task, debrief in told:
        parts += [element("h2", title), paragraphs(*debrief)]
    worths = part_worths(PUBLISHED)
    best = worths.loc[worths.groupby("thing", sort=False)["worth"].idxmax()]
    names = {
        "package": _("Package"),
        "brand": _("Brand"),
        "price": _("Price"),
        "seal": _("Seal"),
        "money_back": _("Money back"),
    }
    figures = [
        [names[str(row["thing"])], _.number(float(row["worth"]), digits=2), _.percent(float(row["importance"]))]
        for row in best.to_dict("records")
    ]
    parts += [
        element("h2", _("The published respondent’s figures")),
        rows([_("thing"), _("worth of its best level, in places"), _("share of all ranges")], figures),
    ]
    return joined(*parts)


def quiz_pages(_: Language) -> Html:
    """The quiz for the participants, and on a page of its own the answers."""
    questions = quiz(_)
    parts = [element("h1", _("Before you go: six questions"))]
    for number, question in enumerate(questions, start=1):
        choices = Html(f'<div class="choices">{bullets(question.choices).markup}</div>')
        parts += [element("p", f"{number}. {question.ask}"), choices]
    parts.append(element("h1", _("The answers, for the facilitator"), class_="page"))
    parts += [
        paragraphs(f"{number}. {question.right}. {question.why}") for number, question in enumerate(questions, start=1)
    ]
    return joined(*parts)
