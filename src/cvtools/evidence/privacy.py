"""What of an export may be shown: nothing that could say who somebody is."""

import re

LONGEST = 40
_PERSONAL = re.compile(r"@|https?:|www\.|\d{5,}|\d[\d\s().+/-]{6,}\d|\b\d{1,3}(\.\d{1,3}){3}\b", re.IGNORECASE)
"""E-mail and web addresses, long numbers, phone numbers, network addresses."""


def harmless(text: str, longest: int = LONGEST) -> str:
    """Return a short answer as it is, and ``…`` for what is long or may be personal.

    A question is written by who asks and may be longer than an answer.

    >>> harmless("Very satisfied"), harmless("ana@example.org"), harmless("call 91 234 567 8")
    ('Very satisfied', '…', '…')
    """
    word = " ".join(text.split())
    return "…" if len(word) > longest or _PERSONAL.search(word) else word
