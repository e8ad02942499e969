"""The coded words of a study in the reader's language."""

from cvtools.language.language import Language


def kind_word(kind: str, _: Language) -> str:
    """A driver's kind as a word, such as functional or money."""
    return {
        "functional": _("functional"),
        "emotional": _("emotional"),
        "social": _("social"),
        "money": _("money"),
        "time": _("time"),
        "effort": _("effort"),
        "risk": _("risk"),
    }[kind]


def side_word(side: str, _: Language) -> str:
    """A driver's side as a word: benefit or cost."""
    return {"benefit": _("benefit"), "cost": _("cost")}[side]


def evidence_word(evidence: str, _: Language) -> str:
    """How a number is known, as a word; blank means that the study does not say."""
    return {
        "": _("not stated"),
        "assumption": _("assumption"),
        "workshop": _("workshop"),
        "interview": _("interview"),
        "review": _("review"),
        "survey": _("survey"),
        "measured": _("measured"),
    }[evidence]


def view_word(view: str, _: Language) -> str:
    """What our offering is compared with when it is compared with itself."""
    return {
        "perceived": _("perceived by customers"),
        "expected": _("expected before buying"),
        "believed": _("believed by ourselves"),
        "ideal": _("everything at its best"),
    }[view]


def asks_word(asks: str, _: Language) -> str:
    """Return what a question of a survey asks for, or what its column decides."""
    return {
        "rating": _("a rating"),
        "expectation": _("a rating, as expected"),
        "belief": _("a rating, as our people believe"),
        "weight": _("points of importance"),
        "satisfaction": _("satisfaction"),
        "recommend": _("recommendation"),
        "effort": _("ease or effort"),
        "repurchase": _("coming back"),
        "text": _("an open answer"),
        "functional": _("how it is with it (Kano)"),
        "dysfunctional": _("how it is without it (Kano)"),
        "keep": _("which responses count"),
        "segment": _("the segment"),
        "offering": _("the offering"),
        "respondent": _("who answers"),
    }.get(asks, asks)


def kano_word(category: str, _: Language) -> str:
    """Return what Kano's category of a driver means in a few words; blank where nobody was asked."""
    return {
        "must_be": _("taken for granted: its lack annoys"),
        "one_dimensional": _("the more, the better"),
        "attractive": _("delights: nobody misses it"),
        "indifferent": _("leaves people cold"),
        "reverse": _("not wanted"),
        "questionable": _("answers contradict each other"),
    }.get(category, category)


def verdict_word(verdict: str, _: Language) -> str:
    """A verdict of ``verdicts`` in a few words."""
    return {
        "ahead": _("we give the most"),
        "behind": _("an alternative gives the most"),
        "contested": _("an alternative gives the most, which one is not clear"),
        "open": _("no clear winner"),
        "level": _("the same value"),
    }[verdict]


def lever_word(kind: str, _: Language) -> str:
    """A lever's kind as a word."""
    return {
        "product": _("product"),
        "price": _("price"),
        "service": _("service"),
        "personal": _("personal contact"),
        "loyalty": _("loyalty programme"),
        "feedback": _("acting on feedback"),
        "technology": _("technology"),
    }[kind]


def basis_word(basis: str, _: Language) -> str:
    """What an outcome rests on, as a word."""
    return {"assumption": _("assumption"), "calibrated": _("calibrated"), "estimated": _("estimated")}[basis]


def outcome_word(measure: str, _: Language) -> str:
    """What an outcome is, in a few words."""
    return {
        "retention": _("customers who stay"),
        "lifetime_value": _("what a customer is worth"),
        "share": _("our share"),
        "profit": _("what all our customers are worth"),
        "referrals": _("new customers by word of mouth"),
        "satisfaction": _("satisfied customers (CSAT)"),
        "recommendation": _("recommendation (NPS)"),
    }[measure]
