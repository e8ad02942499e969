"""Three cases with their debrief, and six questions before people go."""

from typing import NamedTuple

from cvtools.language.language import Language

Case = tuple[str, list[str], list[str]]


def ratio_case(_: Language) -> Case:
    """The debate about what value means (after Thomas Nagle); the study ``difference_or_ratio``."""
    fields = {
        name: _.amount(n, "USD", digits=0) for name, n in {"a": 10_000, "b": 3_000, "c": 15_000, "d": 6_000}.items()
    }
    left = {"rival": _.amount(7_000, "USD", digits=0), "ours": _.amount(9_000, "USD", digits=0)}
    ratio = {"rival": _.number(10 / 3, digits=2), "ours": _.number(2.5, digits=2)}
    return (
        _("Difference or ratio?"),
        [
            _(
                "The rival’s product is worth {a} to a customer and costs {b}. Ours is worth {c} and costs {d}.",
                **fields,
            ),
            _(
                "Who gives more value? Half the tables argue for the difference, half for the ratio; five minutes, "
                "then a vote."
            ),
        ],
        [
            _("By difference the customer keeps {rival} or {ours}: we win.", **left),
            _("By ratio it is {rival} or {ours} for each dollar: the rival wins.", **ratio),
            _("Who buys one thing keeps money, not a ratio. A ratio counts where many can be bought for one budget."),
            _("A ratio also changes with what is called a cost or a lost benefit; a difference does not."),
        ],
    )


def carpet_debrief(_: Language) -> Case:
    """The eighteen carpet cleaners (Green and Wind, 1975)."""
    return (
        _("Eighteen carpet cleaners"),
        [
            _("Rank the eighteen cards alone; five minutes. Then fill in the worksheet with your own places."),
            _("Compare with your neighbour: who has the widest range in price? In the package?"),
        ],
        [
            _(
                "Nobody was asked for a weight, and everybody has given one: a choice among whole offerings holds "
                "them all."
            ),
            _("A weight belongs to a step: with prices from 1 to 10 dollars, price would have counted more."),
            _("One person’s figures are one person’s. Pool them only beside the spread."),
        ],
    )


def coffee_case(_: Language) -> Case:
    """The coffee shop, the kit's own study."""
    return (
        _("The coffee shop and the commuters"),
        [
            _(
                "Open a room on the example `coffee`, segment `commuters`; rate all four as you would on a working "
                "morning."
            ),
            _("Guess first: The Little Cup, the big chain, the station kiosk, or coffee at home?"),
        ],
        [
            _("In the study the kiosk is ahead for commuters, although its coffee is the worst: it takes two minutes."),
            _("A better coffee would not help the shop with them; a shorter wait would."),
            _("The same shop wins with the neighbours. Value is always somebody’s."),
        ],
    )


class Question(NamedTuple):
    """A question with its choices, the right one's letter, and why."""

    ask: str
    choices: list[str]
    right: str
    why: str


def quiz(_: Language) -> list[Question]:
    """Six questions."""
    return [
        Question(
            _("Customer value is …"),
            [
                _("a. what the product costs us"),
                _("b. benefits minus costs, as customers see them"),
                _("c. satisfaction"),
            ],
            "b",
            _("Satisfaction may follow from it; our cost is not theirs."),
        ),
        Question(
            _("A weight answers the question …"),
            [
                _("a. how important is it?"),
                _("b. what is the step from worst to best worth?"),
                _("c. how good are we?"),
            ],
            "b",
            _("Without both ends of the step, a weight has no meaning."),
        ),
        Question(
            _("Nobody knows a rival’s rating. You …"),
            [_("a. write 0"), _("b. write the middle"), _("c. leave it blank: the value becomes a range")],
            "c",
            _("A number that nobody knows must not look like one that somebody measured."),
        ),
        Question(
            _("Why alone first, then together?"),
            [
                _("a. it is quicker"),
                _("b. more and different ideas, and nobody follows the loudest"),
                _("c. it is quieter"),
            ],
            "b",
            _("What all say after the first has spoken is one answer, not thirty."),
        ),
        Question(
            _("Two camps weigh price very differently. You …"),
            [_("a. take the mean"), _("b. take the majority"), _("c. ask whether these are two segments")],
            "c",
            _("A mean between two camps describes nobody."),
        ),
        Question(
            _("The workshop’s numbers are …"),
            [_("a. what is true"), _("b. what this group believes, with a spread"), _("c. worthless")],
            "b",
            _("They say what to measure first, and for whom."),
        ),
    ]
