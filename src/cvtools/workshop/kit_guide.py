"""What a facilitator needs to know: block by block, by the minute, and what to do when something fails."""

from typing import NamedTuple

from cvtools.language.language import Language


class Block(NamedTuple):
    """One part of a workshop."""

    title: str
    minutes: tuple[int, int]
    """In the version of 90 minutes, and in that of half a day."""
    aim: str
    say: str
    wrong: str
    shorter: str


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
                "Value is what customers gain minus what they give up, as they see it. Who gives the most? Guess; "
                "nobody sees it."
            ),
            _("They guess aloud. Then the loudest has voted for all: let them write first."),
            _("Leave out the carpet cleaners; only the guess."),
        ),
        Block(
            _("Gains and costs of one segment"),
            (0, 30),
            _("A canvas of one segment with five to nine drivers, each with a worst and a best level."),
            _("You are this segment, not our company. Write alone for eight minutes; then merge what means the same."),
            _(
                "They list features, or price and “value for money” both. Ask: what does it give them, or take from "
                "them?"
            ),
            _("Take the study’s drivers and strike what nobody needs."),
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
                "Not how important. What is the step worth, from here to there? First the largest: 100. Then the "
                "others beside it."
            ),
            _(
                "Everything gets 80 to 100. Ask: would you really give up the first for the second? Then they come "
                "apart."
            ),
            _("Seven minutes alone, then show the numbers; talk about one difference only."),
        ),
        Block(
            _("Pause"), (0, 15), _("Fresh air."), _("Back in fifteen minutes."), _("It takes twenty-five."), _("None.")
        ),
        Block(
            _("How good each offering is"),
            (25, 40),
            _("Ratings alone, shown; the largest differences talked over for three minutes each; a second round."),
            _(
                "As customers see it. If you do not know, say so: a blank is better than a guess that looks like "
                "knowledge."
            ),
            _(
                "They rate what they wish. Ask “how do you know?” and let them mark it. Medians are not votes to be "
                "won."
            ),
            _("Ours and the best alternative only; one round."),
        ),
    ]


def _closing(_: Language) -> list[Block]:
    return [
        Block(
            _("The gap, and the sealed guesses"),
            (15, 25),
            _("The group sees who wins by its own numbers, in how many people’s eyes, and against its guesses."),
            _("This is what you said, not what is true. Does the winner depend on how we pool? Then we say so."),
            _("They argue with the result. Go back to the number they doubt, not to the sum."),
            _("Show the table of winners; leave out the ways of pooling."),
        ),
        Block(
            _("What would change it"),
            (0, 20),
            _("Two or three moves that would close the gap, and what must be measured before anybody spends money."),
            _("Move one slider at a time. Which change is enough? Which number would we have to know for that?"),
            _("They pull everything to the best. Ask what it costs, and who says that it can be reached."),
            _("The facilitator moves the sliders; the group calls."),
        ),
        Block(
            _("One sentence, and who does what"),
            (10, 10),
            _("One sentence for the segment, and a list: who measures what until when."),
            _("For {blank}, who want {blank}, we give {blank}; unlike {blank}. Let another table test it.", blank="…"),
            _("The sentence fits every company. Ask what a rival could not say."),
            _("Only the list."),
        ),
        Block(
            _("Before you go"),
            (5, 10),
            _("Six questions, alone; one card each: what was clear, what was not."),
            _("Nobody is marked. It tells us what to explain better."),
            _("They leave while the quiz is handed out. Hand it out before the last discussion."),
            _("The card only."),
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
