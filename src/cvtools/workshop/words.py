"""The pages' texts in the reader's language; ``{fields}`` are filled in by the page."""

from cvtools.language.language import Language

# Language.__call__ fills in fields only where some are given, so that braces stay for the page.


def page_words(_: Language) -> dict[str, str]:
    """What a participant reads."""
    return _shared(_) | _cards(_) | _ordering(_) | _joining(_) | _asking(_) | _keeping(_) | _how(_)


def _shared(_: Language) -> dict[str, str]:
    return {
        "decimal": _.number(0.5, digits=1)[1],
        "workshop": _("Customer value workshop"),
        "language": _("Language"),
        "round": _("Round {n}"),
        "benefit": _("benefit"),
        "cost": _("cost"),
        "from_to": _("from {worst} to {best}"),
        "slow": _("Too many wrong tries. Try again in {n} seconds."),
        "disk": _("The teacher’s laptop cannot save at the moment. Nothing is lost: it stays on this device."),
        "left": _("{minutes}:{seconds} left"),
        "time_up": _("Time is up: finish your thought."),
        "agree": _("I agree"),
        "disagree": _("I disagree"),
        "unsure": _("Not sure"),
        "code": _("That is not the code."),
        "claim": _("A claim has 1 to {n} characters."),
    }


def _cards(_: Language) -> dict[str, str]:
    return {
        "cards_title": _("Eighteen carpet cleaners"),
        "card_package": _("Package {letter}"),
        "card_seal": _("with a seal of quality"),
        "card_no_seal": _("without a seal"),
        "card_money_back": _("money back"),
        "card_no_money_back": _("no money back"),
        "thing_package": _("Package"),
        "thing_brand": _("Brand"),
        "thing_price": _("Price"),
        "thing_seal": _("Seal"),
        "thing_money_back": _("Money back"),
    }


def _joining(_: Language) -> dict[str, str]:
    return {
        "code_ask": _("The four letters on the screen"),
        "name_ask": _("Your name, if you like"),
        "name_note": _("Nobody needs it: without a name you are a number."),
        "name": _("A name has at most {n} characters."),
        "view_ask": _("You answer as"),
        "perceived": _("a customer, or as customers have told you"),
        "believed": _("one of those who make or sell it"),
        "join": _("Come in"),
        "full": _("The room is full."),
        "key": _("There is nobody with this code of their own in the room."),
        "unreachable": _("The teacher’s laptop cannot be reached. Is this device in the same network?"),
        "again": _("I was here before, with another device"),
        "own_code_ask": _("Your own code (ten letters)"),
        "own_code": _("Your own code, to go on with another device: {code}"),
    }


def _asking(_: Language) -> dict[str, str]:
    return {
        "winner_title": _("Your guess"),
        "winner_ask": _("Before we weigh anything: which of these gives {segment} the most value, all in all?"),
        "winner_note": _("Your guess stays sealed until the end."),
        "weigh_title": _("What is each step worth?"),
        "weigh_worst": _(
            "Think of an offering that is at its worst in everything below. You may lift one thing from worst to best, "
            "only one. Which would {segment} choose?"
        ),
        "weigh_points": _(
            "That step counts 100. What is each of the others worth beside it? 50 means: half as much. 0 means: "
            "nothing."
        ),
        "weigh_money": _("What is each step from worst to best worth to {segment} at most, in {unit}?"),
        "weigh_note": _("Not how important something is: what this step is worth, from here to there."),
        "largest": _("The largest step"),
        "change": _("Choose another"),
        "rate_title": _("How good is each?"),
        "rate_ask": _("{offering}: as {segment} see it"),
        "rate_believed": _("{offering}: as you believe it is for {segment}"),
        "likely": _("likely"),
        "low": _("low"),
        "high": _("high"),
        "range": _("How low, how high?"),
        "range_note": _("So that you would bet on it: {share} that the truth lies between low and high."),
        "know": _("How do you know?"),
        "unknown": _("I do not know"),
        "claims_title": _("What do you think?"),
        "claims_none": _("Nothing is put to the vote yet."),
        "next": _("Next"),
        "back": _("Back"),
        "finish": _("I am done with this round"),
        "finished": _("Done. You can still change everything until the numbers are shown."),
        "open_items": _("Still open: {n}"),
        "revealed": _("The numbers are being shown. Look at the screen; your page waits for the next round."),
        "second": _(
            "A new round: your numbers are here. Change what you would now say differently, and leave the rest."
        ),
        "by_yours": _("By your own numbers: {offering}"),
        "by_all": _("By the numbers of all: {offering}"),
        "by_nobody": _("nobody ahead"),
    }


def _ordering(_: Language) -> dict[str, str]:
    return {
        "cards_ask": _("Tap the card that you would buy first, then the next, down to the last."),
        "cards_placed": _("{n} of {all} placed"),
        "cards_back": _("Take the last one back"),
        "cards_again": _("Begin again"),
        "cards_yours": _("What your order says you weigh"),
        "cards_row": _("{thing}: {share}% of all differences; the best: {level}"),
        "cards_note": _("Nobody asked you for a weight: a choice among whole offerings holds them all."),
    }


def _keeping(_: Language) -> dict[str, str]:
    return {
        "saved": _("Saved"),
        "saving": _("Saving …"),
        "kept": _("No connection. Everything is kept on this device and will be sent."),
        "here": _("Kept on this device. Hand it in when you are done."),
        "hand_in": _("Save the file to hand in"),
        "nowhere": _("This browser keeps nothing: leave the page open until everything is saved."),
        "refused_number": _("That is not a number."),
        "refused_scale": _("It goes from {low} to {high}."),
        "refused_order": _("Low, likely and high must be in this order."),
        "refused_word": _("The room does not know this answer."),
        "overtaken": _("Another device of yours says {theirs}; here you said {yours}."),
        "take_mine": _("Take {yours}"),
    }


def _how(_: Language) -> dict[str, str]:
    return {
        "how_": _("choose"),
        "how_assumption": _("I guess"),
        "how_interview": _("customers told me"),
        "how_review": _("I read it"),
        "how_survey": _("from a survey"),
        "how_measured": _("it was measured"),
    }


def teacher_words(_: Language) -> dict[str, str]:
    """What the teacher reads."""
    return _shared(_) | _cards(_) | _steps(_) | _results(_)


def _steps(_: Language) -> dict[str, str]:
    return {
        "token": _("Open the address that the command has written: it holds your key."),
        "how_to_join": _("Open {address} and type {code}"),
        "in": _("In the room: {n}"),
        "working": _("working: {n}"),
        "done": _("done: {n}"),
        "gone": _("away"),
        "reveal": _("Show the numbers"),
        "hide": _("Hide the numbers"),
        "next_round": _("Start the next round"),
        "timer": _("Timer, minutes"),
        "start": _("Start"),
        "stop": _("Stop"),
        "claim_ask": _("Put a claim to the vote"),
        "put": _("Put it"),
        "stale": _("Somebody else was quicker: this is where the room is now."),
        "changed": _(
            "The study on the disk has changed since the room was opened. The room goes on with what it was opened "
            "with."
        ),
        "lost": _("The room cannot be reached. Is the command still running?"),
    }


def _results(_: Language) -> dict[str, str]:
    return {
        "view": _("Whose numbers"),
        "perceived": _("customers"),
        "believed": _("our own people"),
        "weights": _("What each step is worth"),
        "ratings": _("How good each is"),
        "dot": _("One dot is one participant; the line goes from quartile to quartile, the tick is the median."),
        "n": _("n = {n}"),
        "spread": _("middle half: {low} to {high}"),
        "agree_weights": _("Agreement on the order of the steps (Kendall’s W): {number}"),
        "agree_ratings": _("Agreement on the ratings (intraclass correlation): {number}"),
        "agree_none": _("too few answers to say"),
        "agree_scale": _("1: all agree; 0: no more than by chance"),
        "camps": _("Two camps on the weights: {a} and {b} participants. They differ most in: {drivers}"),
        "no_camps": _("No two camps on the weights."),
        "disagree": _("Where you differ most: talk about these first"),
        "winners": _("Who wins"),
        "guessed": _("guessed"),
        "own": _("by each one’s own numbers"),
        "way_median": _("by the medians"),
        "way_trimmed": _("by the means without the extremes"),
        "way_linear": _("by the mean of each one’s values"),
        "same_winner": _("All three ways of pooling name the same winner."),
        "other_winner": _("The winner depends on how the numbers are pooled: say so."),
        "cards_all": _("What the orders of the cards say people weigh, in per cent of all differences"),
        "moved": _("What moved since the last round"),
        "moved_row": _("{name}: {before} → {after}"),
        "moved_none": _("Nothing moved."),
        "nothing": _("Nobody has answered all of it yet."),
    }
