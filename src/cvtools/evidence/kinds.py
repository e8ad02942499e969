"""The tools that exports come from: by what each is known, and what its columns beside the answers are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    r"""Return a header as names are compared: no capitals, blanks of any kind single.

    >>> plain("Name\u00a0 of it ")
    'name of it'
    """
    return _SPACES.sub(" ", text.lstrip("\ufeff")).strip().casefold()


@dataclass(frozen=True)
class Kind:
    """One tool, and how to read what it exports."""

    name: str
    signature: tuple[frozenset[str], ...]
    """Sets of headers; an export that has all of one set is of this kind. The first cell's are marked ``^``."""
    technical: frozenset[str] = frozenset()
    """Columns that describe the response, and answer nothing."""
    personal: frozenset[str] = frozenset()
    """Columns that say who answered: never read into anything that is written."""
    keep: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """What a finished, real response says; only of columns that are there."""
    patterns: tuple[str, ...] = ()
    """Columns of the tool's own, as patterns of their names."""

    def is_own(self, column: str) -> bool:
        """Return whether a column is the tool's own rather than a question's."""
        name = plain(column)
        return name in self.technical | self.personal or any(re.fullmatch(p, name) for p in self.patterns)


def _set(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split("|"))


KINDS = (
    Kind(
        "qualtrics",
        (_set("startdate|enddate|responseid"), _set("startdate|enddate|finished|recordeddate")),
        technical=_set(
            "startdate|enddate|status|progress|duration (in seconds)|finished|recordeddate|responseid|"
            "externalreference|distributionchannel|userlanguage|q_recaptchascore|q_relevantidduplicate|q_relevantidfraudscore|"
            "q_relevantidlaststartdate|q_ballotboxstuffing"
        ),
        personal=_set(
            "ipaddress|recipientlastname|recipientfirstname|recipientemail|locationlatitude|locationlongitude"
        ),
        keep={"Status": ("0", "IP Address"), "Finished": ("1", "True")},
        patterns=(r".*_do(_\d+)?", r".*_nps_group", r".* - topics", r".*_(first|last) click|.*_page submit"),
    ),
    Kind(
        "surveymonkey",
        (_set("respondent id|collector id"),),
        technical=_set("respondent id|collector id|start date|end date|date created|date modified"),
        personal=_set("ip address|email address|first name|last name"),
    ),
    Kind(
        "limesurvey",
        (_set("submitdate|lastpage"), _set("response id|date submitted|last page")),
        technical=_set(
            "id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|interviewtime|response id|date submitted|"
            "last page|start language|date started|date last action|total time"
        ),
        personal=_set("token|ipaddr|ip address|refurl|referrer url|firstname|lastname|email"),
        keep={"submitdate": ("*",), "Date submitted": ("*",)},
        patterns=(r"grouptime\d+", r".+time", r"group time: .*", r"question time: .*"),
    ),
    Kind(
        "typeform",
        (_set("#|network id"), _set("#|submit date (utc)"), _set("#|start date (utc)")),
        technical=_set(
            "#|response type|start date (utc)|submit date (utc)|stage date (utc)|network id|tags|ending|score"
        ),
        keep={"Response Type": ("completed",)},
    ),
    Kind(
        "microsoft_forms",
        (_set("start time|completion time"), _set("starttidspunkt|fullføringstidspunkt")),
        technical=_set(
            "id|start time|completion time|last modified time|language|starttidspunkt|fullføringstidspunkt|"
            "total points|quiz feedback"
        ),
        personal=_set("email|name|e-post|navn"),
        patterns=(r"points - .*", r"feedback - .*"),
    ),
    Kind(
        "kobo",
        (_set("_uuid"), _set("_submission_time")),
        technical=_set(
            "start|end|today|_id|_uuid|_submission_time|_validation_status|_notes|_status|_submitted_by|__version__|_tags|"
            "_index|meta/instanceid|deviceid|rootuuid"
        ),
        personal=_set("username|phonenumber|simserial|subscriberid|_submitted_by|audit"),
        patterns=(r"_.*_(latitude|longitude|altitude|precision)", r"meta/.*"),
    ),
    Kind(
        "google_forms",
        (_set("^timestamp"), _set("^tidsmerke"), _set("^vremenska oznaka"), _set("^zeitstempel")),
        technical=_set("timestamp|tidsmerke|vremenska oznaka|zeitstempel|score"),
        personal=_set("email address|username|e-postadresse|adresa e-pošte|e-mail-adresse"),
    ),
    Kind("spss", ()),
    Kind("plain", ()),
)
KIND_OF = {kind.name: kind for kind in KINDS}


def recognised(header: Sequence[str], third: Sequence[str] = ()) -> str:
    """Return the kind of an export by its first row, and by the third where there is one.

    >>> recognised(["Respondent ID", "Collector ID", "Start Date"])
    'surveymonkey'
    """
    if any('"ImportId"' in cell for cell in third):
        return "qualtrics"
    names = {plain(name) for name in header}
    names |= {f"^{plain(header[0])}"} if header else set()
    return next((kind.name for kind in KINDS if any(wanted <= names for wanted in kind.signature)), "plain")
