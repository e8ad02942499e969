"""What a facilitator needs to know and a slide shows: by the minute; what to do if something fails."""

from typing import NamedTuple

from cvtools.language.language import Language


class Block(NamedTuple):
    """One part of a workshop."""

    title: str
    minutes: tuple[int, int]
    """In the version of 90 minutes, and in that of half a day."""
    aim: str
    do: str
    """What is done with the room, the page and the paper."""
    say: str
    wrong: str
    shorter: str
    slide: tuple[str, ...] = ()
    """What the participants see of it, line by line."""
    shows: str = ""
    """What of the study stands below: ``drivers``, ``offerings``, or nothing."""


def blocks(_: Language) -> list[Block]:
    """The parts of a workshop in order: 90 minutes, and 205 with the pause."""
    return [*_opening(_), *_numbers(_), *_closing(_)]


def _opening(_: Language) -> list[Block]:
    return [
        Block(
            _("What value is, and a sealed guess"),
            (10, 20),
            _(
                "Everybody is in the room, has guessed a winner, and can say: benefits minus costs, beside the "
                "alternative."
            ),
            _(
                "Open the room (`cvtools workshop STUDY --lan`; in the half day with `--cards` besides) and put the "
                "teacher’s page on the screen. They open its address, type the code, and choose on “{guess}”. In the "
                "half day the eighteen cards come first: five minutes to tap them in order, or on paper with the "
                "sheet; then each page says what its own order weighs.",
                guess=_("Your guess"),
            ),
            _(
                "Value is what customers gain minus what they give up, as they see it. Who gives the most? Guess; "
                "nobody sees it."
            ),
            _("They guess aloud. Then the loudest has voted for all: let them write first."),
            _("Leave out the carpet cleaners; only the guess."),
            (
                _("Value is what customers gain minus what they give up,"),
                _("as they see it, beside what they would do otherwise."),
                _("Who gives the most? Guess, alone. Nobody sees it."),
            ),
            "offerings",
        ),
        Block(
            _("Gains and costs of one segment"),
            (0, 30),
            _("A canvas of one segment with five to nine drivers, each with a worst and a best level."),
            _("Hand out the canvas. Eight minutes alone, twelve at the table; one canvas a table goes on the wall."),
            _("You are this segment, not our company. Write alone for eight minutes; then merge what means the same."),
            _(
                "They list features, or price and “value for money” both. Ask: what does it give them, or take from "
                "them?"
            ),
            _("Take the study’s drivers and strike what nobody needs."),
            (
                _("You are this segment."),
                _("What do you gain? What do you give up? From where to where?"),
                _("Write alone. Then merge what means the same."),
            ),
        ),
    ]


def _numbers(_: Language) -> list[Block]:
    return [
        Block(
            _("What each step is worth"),
            (25, 35),
            _(
                "Everybody has weighed every step, alone; then all see every dot, the median, and whether there are "
                "two camps."
            ),
            _(
                "Timer: 7. They fill in “{weigh}”. When most are done: “{show}”. Look at the weights only, two "
                "differences. Then “{next}”: everybody’s numbers are still there.",
                weigh=_("What is each step worth?"),
                show=_("Show the numbers"),
                next=_("Start the next round"),
            ),
            _(
                "Not how important. What is the step worth, from here to there? First the largest: 100. Then the "
                "others beside it."
            ),
            _(
                "Everything gets 80 to 100. Ask: would you really give up the first for the second? Then they come "
                "apart."
            ),
            _("Seven minutes alone, then show the numbers; talk about one difference only."),
            (
                _("Everything is at its worst. You may lift one thing to its best. Which? That counts 100."),
                _("What is each other step worth beside it? 50: half as much. 0: nothing."),
            ),
            "drivers",
        ),
        Block(
            _("Pause"),
            (0, 15),
            _("Fresh air."),
            _("Leave the room open: nothing is lost."),
            _("Back in fifteen minutes."),
            _("It takes twenty-five."),
            _("None."),
            (_("Back in fifteen minutes."),),
        ),
        Block(
            _("How good each offering is"),
            (25, 40),
            _("Ratings alone, shown; the largest differences talked over for three minutes each; a second round."),
            _(
                "Timer: 10. They rate each offering and press “{done}”. Then “{show}”: take the list “{differ}” "
                "from the top, three minutes each. Then “{next}”, and two minutes to change what they would now "
                "say differently.",
                done=_("I am done with this round"),
                show=_("Show the numbers"),
                differ=_("Where you differ most: talk about these first"),
                next=_("Start the next round"),
            ),
            _(
                "As customers see it. If you do not know, say so: a blank is better than a guess that looks like "
                "knowledge."
            ),
            _(
                "They rate what they wish. Ask “how do you know?” and let them mark it. Medians are not votes to be "
                "won."
            ),
            _("Ours and the best alternative only; one round."),
            (
                _("As customers see it: where does each stand, from worst to best?"),
                _("You do not know? Leave it blank."),
                _("You do? Say how."),
            ),
            "offerings",
        ),
    ]


def _closing(_: Language) -> list[Block]:
    return [
        Block(
            _("The gap, and the sealed guesses"),
            (15, 25),
            _("The group sees who wins by its own numbers, in how many people’s eyes, and against its guesses."),
            _(
                "“{show}” once more. On top is “{winners}”: by three ways of pooling, by each one’s own numbers, "
                "and as guessed. Below, what moved. Each page says who wins by one’s own numbers.",
                show=_("Show the numbers"),
                winners=_("Who wins"),
            ),
            _("This is what you said, not what is true. Does the winner depend on how we pool? Then we say so."),
            _("They argue with the result. Go back to the number they doubt, not to the sum."),
            _("Show the table of winners; leave out the ways of pooling."),
            (
                _("This is what we said. Is it what we guessed?"),
                _("In how many people’s eyes does each one win?"),
                _("Which number do you doubt?"),
            ),
        ),
        Block(
            _("What would change it"),
            (0, 20),
            _("Two or three moves that would close the gap, and what must be measured before anybody spends money."),
            _(
                "In the pause before: `cvtools workshop pool STUDY.workshop.db --study STUDY --out together`, "
                "then `cvtools report together`. Its sliders go on the screen."
            ),
            _("Move one slider at a time. Which change is enough? Which number would we have to know for that?"),
            _("They pull everything to the best. Ask what it costs, and who says that it can be reached."),
            _("The facilitator moves the sliders; the group calls."),
            (
                _("Which one change would close the gap?"),
                _("Who says that it can be reached? What would we have to measure?"),
            ),
        ),
        Block(
            _("One sentence, and who does what"),
            (10, 10),
            _("One sentence for the segment, and a list: who measures what until when."),
            _(
                "Five minutes at the tables, a sheet each. “{next}” opens the pages again; the next table reads each "
                "sentence aloud, and you put it to the vote with “{claim}”. “{show}” shows the votes.",
                next=_("Start the next round"),
                show=_("Show the numbers"),
                claim=_("Put a claim to the vote"),
            ),
            _("For {blank}, who want {blank}, we give {blank}; unlike {blank}. Let another table test it.", blank="…"),
            _("The sentence fits every company. Ask what a rival could not say."),
            _("Only the list."),
            (
                _("For {blank}, who want {blank}, we give {blank}; unlike {blank}.", blank="…"),
                _("Could a rival say the same?"),
                _("Who measures what, until when?"),
            ),
        ),
        Block(
            _("Before you go"),
            (5, 10),
            _("Six questions, alone; one card each: what was clear, what was not."),
            _(
                "Hand out the quiz and two sticky notes each. The answers are on its second page. Close the room "
                "with Ctrl+C: everything is in its file."
            ),
            _("Nobody is marked. It tells us what to explain better."),
            _("They leave while the quiz is handed out. Hand it out before the last discussion."),
            _("The card only."),
            (
                _("Six questions, alone."),
                _("One card: what was clear. One card: what was not."),
            ),
        ),
    ]


def material(_: Language) -> list[str]:
    """What must be in the room."""
    return [
        _(
            "Tables for five or six, a projector, sticky notes in two colours (I am done; I need help), a clock "
            "that all see."
        ),
        _("A laptop with two cores, its charger, and its own hotspot in case the network keeps guests apart."),
        _("The handouts printed, one for each participant; they are the fall-back, too."),
        _("A helper for every ten participants. Never teach alone."),
    ]


def day_before(_: Language) -> list[str]:
    """What to try the day before."""
    return [
        _("Run `cvtools workshop check STUDY --lan`: port, address, code, disk, languages."),
        _("Open the room in the network of the day, and join with a phone that is not yours."),
        _("Copy the page without a network (`cvtools workshop page STUDY`) to a memory stick."),
        _("Decide what you will cut when you are ten minutes late: each block says how."),
    ]


def trouble(_: Language) -> list[tuple[str, str]]:
    """What happens, and what to do then."""
    return [
        (
            _("No phone reaches the address."),
            _("The network keeps guests apart. Open the laptop’s hotspot, start the room again."),
        ),
        (_("The server was closed by mistake."), _("Start it again: code, people and answers are as they were.")),
        (_("Somebody’s phone dies."), _("They go on with another one and their own code of ten letters.")),
        (
            _("The page says that it cannot save."),
            _("The disk is full. Free some space; what waits is sent by itself."),
        ),
        (
            _("Nothing works at all."),
            _("Paper: handouts first. Later type them into workbooks, and `cvtools workshop pool`."),
        ),
    ]
