"""Make the coffee survey again: ``python data/coffee_survey/build.py``.

Invented people answer a questionnaire about The Little Cup and the big chain, in two quarters. How they rate, what
they weigh and what makes them content is set down here, so it is known what a survey of them ought to find. The
script writes the same 420 answers as Qualtrics, Google Forms and LimeSurvey would export them, and ``truth.csv``:
what would come out if everybody were asked. Run it again and the same files come out, byte for byte.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
SEED = 2030
ASKED = {"commuters": 180, "laptop_workers": 100, "neighbours": 140}
WAVES = ("2026-Q1", "2026-Q2")
DRIVERS = ("taste", "seat", "calm", "belonging", "wait", "trouble")
OURS, RIVAL = "little_cup", "chain"

REGULARS, REGULARS_ASKED = 0.3, 0.6
"""Who comes often meets the questionnaire more often: their share of all guests, and of those who answer."""
MISSING = 0.02
HALO = 0.5
"""So much of an answer's variance is how a person likes the place as a whole."""
QUICKER = 2.5
"""Minutes that a second barista took off our queue from the second quarter on."""

RATED = {  # means: four scores from 1 to 7, minutes, and trouble from 1 (none) to 7 (a lot)
    ("commuters", OURS): (5.3, 4.2, 4.4, 4.3, 9.5, 3.6),
    ("commuters", RIVAL): (4.2, 4.8, 3.6, 2.9, 6.0, 3.2),
    ("laptop_workers", OURS): (5.1, 3.8, 4.7, 4.5, 7.0, 3.0),
    ("laptop_workers", RIVAL): (4.3, 5.3, 4.1, 2.8, 5.0, 3.1),
    ("neighbours", OURS): (5.2, 4.6, 5.0, 5.4, 7.0, 2.6),
    ("neighbours", RIVAL): (4.1, 4.9, 3.7, 2.7, 5.5, 3.8),
}
SPREAD = (1.2, 1.3, 1.3, 1.4, 2.6, 1.2)
CONTENT = {  # what makes them content: shares of the utility behind satisfaction and recommendation
    "commuters": (0.15, 0.05, 0.05, 0.10, 0.45, 0.20),
    "laptop_workers": (0.10, 0.45, 0.25, 0.05, 0.10, 0.05),
    "neighbours": (0.20, 0.10, 0.15, 0.45, 0.05, 0.05),
}
STATED = {  # what they say counts, out of 100 points: taste, above all
    "commuters": (32, 5, 9, 8, 28, 18),
    "laptop_workers": (25, 32, 20, 7, 9, 7),
    "neighbours": (34, 12, 18, 20, 8, 8),
}
AGREED = 40
"""How alike the people of a segment are in their points (a Dirichlet distribution's concentration)."""

WRITE = 0.55
LANGUAGES = {"en": 0.4, "nb": 0.35, "hr": 0.25}
THEMES = ("queue", "sockets", "welcome", "coffee", "prices")
SPOKEN = {
    "commuters": (0.50, 0.05, 0.10, 0.15, 0.20),
    "laptop_workers": (0.12, 0.50, 0.08, 0.15, 0.15),
    "neighbours": (0.12, 0.08, 0.45, 0.20, 0.15),
}
SECOND = 0.25
SENTENCES = {
    ("queue", "en"): ("The queue is far too long in the morning.", "I waited ten minutes for one cup."),
    ("queue", "nb"): ("Køen er altfor lang om morgenen.", "Jeg ventet i ti minutter på en kopp."),
    ("queue", "hr"): ("Red je ujutro predug.", "Deset minuta sam čekao na jednu šalicu."),
    ("sockets", "en"): ("There are never enough sockets.", "Hard to find a free table with light."),
    ("sockets", "nb"): ("Det er aldri nok stikkontakter.", "Vanskelig å finne et ledig bord med lys."),
    ("sockets", "hr"): ("Nikad nema dovoljno utičnica.", "Teško je naći slobodan stol sa svjetlom."),
    ("welcome", "en"): ("They greet me by name, I love that.", "I always meet somebody I know."),
    ("welcome", "nb"): ("De hilser på meg ved navn, det er hyggelig.", "Jeg treffer alltid noen jeg kjenner."),
    ("welcome", "hr"): ("Pozdrave me imenom, to volim.", "Uvijek sretnem nekog znanca."),
    ("coffee", "en"): ("The best espresso in town.", "The cappuccino was bitter last time."),
    ("coffee", "nb"): ("Byens beste espresso.", "Cappuccinoen var bitter sist."),
    ("coffee", "hr"): ("Najbolji espresso u gradu.", "Cappuccino je zadnji put bio gorak."),
    ("prices", "en"): ("Rather expensive for a small cup.", "A loyalty card would help with the price."),
    ("prices", "nb"): ("Ganske dyrt for en liten kopp.", "Et klippekort hadde hjulpet på prisen."),
    ("prices", "hr"): ("Dosta skupo za malu šalicu.", "Kartica vjernosti pomogla bi oko cijene."),
}
PERSONAL = (" Write to me: guest{n}@example.org", " Call me on +47 22 55 01 {n:02d}.", " =HYPERLINK(1) <b>thanks</b>")


@dataclass(frozen=True)
class People:
    """Answers of people of one segment, one row each: ratings and the like of each offering, points, themes."""

    rated: dict[str, np.ndarray]
    """By offering: six answers a person."""
    satisfied: dict[str, np.ndarray]
    recommend: dict[str, np.ndarray]
    easy: np.ndarray
    points: np.ndarray
    spoken: np.ndarray
    """Themes a person speaks of, 0 or 1; none of who writes nothing."""


def utilities(rated: np.ndarray) -> np.ndarray:
    """Answers between worst (0) and best (1)."""
    scores, minutes, trouble = (rated[:, :4] - 1) / 6, 1 - rated[:, 4:5] / 15, (7 - rated[:, 5:]) / 6
    return np.hstack([scores, minutes, trouble])


def asked(rng: np.random.Generator, segment: str, regular: np.ndarray, late: np.ndarray) -> People:
    """Let people answer: those who come often like us more, and wait less in the second quarter."""
    n, worse = len(regular), np.array([1, 1, 1, 1, -1, -1])
    rated, satisfied, recommend = {}, {}, {}
    for offering in (OURS, RIVAL):
        likes = rng.normal(size=(n, 1)) + (np.where(regular, 0.7, -0.3)[:, None] if offering == OURS else 0)
        noise = np.sqrt(HALO) * likes + np.sqrt(1 - HALO) * rng.normal(size=(n, len(DRIVERS)))
        mean = np.array(RATED[segment, offering]) + np.zeros((n, 1))
        mean[:, 4] -= QUICKER * late * (offering == OURS)
        answers = np.rint(mean + worse * SPREAD * noise)
        ends = np.array([[1, 7]] * 4 + [[0, 15], [1, 7]]).T
        rated[offering] = np.clip(answers, *ends)
        content = utilities(rated[offering]) @ CONTENT[segment] - 0.55
        satisfied[offering] = np.clip(np.rint(3.4 + 6 * content + rng.normal(0, 0.5, n)), 1, 5)
        recommend[offering] = np.clip(np.rint(7.0 + 12 * content + rng.normal(0, 1.2, n)), 0, 10)
    easy = 1 + 6 * utilities(rated[OURS])[:, 4:].mean(axis=1)
    easy = np.clip(np.rint(easy + rng.normal(0, 0.8, n)), 1, 7)
    return People(rated, satisfied, recommend, easy, points(rng, segment, n), themes(rng, segment, n))


def points(rng: np.random.Generator, segment: str, n: int) -> np.ndarray:
    """A hundred points in steps of five, as people give them: the largest remainders are rounded up."""
    exact = rng.dirichlet(np.array(STATED[segment]) / 100 * AGREED, n) * 20
    whole = np.floor(exact)
    rank = (-(exact - whole)).argsort(axis=1).argsort(axis=1)
    return 5 * (whole + (rank < (20 - whole.sum(axis=1))[:, None]))


def themes(rng: np.random.Generator, segment: str, n: int) -> np.ndarray:
    """What they write about: one theme, sometimes two."""
    share = np.array(SPOKEN[segment])
    order = np.log(share) + rng.gumbel(size=(n, len(share)))
    rank = (-order).argsort(axis=1).argsort(axis=1)
    wanted = np.where(rng.random(n) < SECOND, 2, 1) * (rng.random(n) < WRITE)
    return (rank < wanted[:, None]).astype(int)


def truth(everybody: int = 100_000) -> pd.DataFrame:
    """What comes out if so many people of each segment are asked, as many in either quarter."""
    from cvtools.evidence.key_drivers import METHODS, correlations

    rng, rows = np.random.default_rng(SEED + 1), list[tuple[Any, ...]]()
    for segment in ASKED:
        late = np.arange(everybody) % 2 == 1
        people = asked(rng, segment, rng.random(everybody) < REGULARS, late)
        for offering in (OURS, RIVAL):
            for driver, at in zip(DRIVERS, _levels(people.rated[offering]).T, strict=True):
                rows.append(("rating", segment, offering, "", driver, at.mean()))
            for wave, who in zip(WAVES, (~late, late), strict=True):
                liked = people.recommend[offering][who]
                net = (liked >= 9).mean() - (liked <= 6).mean()
                rows.append(("csat", segment, offering, wave, "", (people.satisfied[offering][who] >= 4).mean()))
                rows.append(("nps", segment, offering, wave, "", net))
        rows += [
            ("ces", segment, OURS, wave, "", people.easy[who].mean())
            for wave, who in zip(WAVES, (~late, late), strict=True)
        ]
        both = np.vstack([utilities(people.rated[offering]) for offering in (OURS, RIVAL)])
        outcome = np.concatenate([people.satisfied[offering] for offering in (OURS, RIVAL)])
        explains = METHODS["lmg"](correlations(np.column_stack([both, outcome]), np.ones(len(outcome))))
        for driver, said, derived in zip(DRIVERS, people.points.mean(axis=0), explains / explains.sum(), strict=True):
            rows.append(("stated", segment, "", "", driver, said / 100))
            rows.append(("derived", segment, "", "", driver, derived))
        writers = people.spoken[people.spoken.any(axis=1)]
        rows += [("theme", segment, "", "", theme, s) for theme, s in zip(THEMES, writers.mean(axis=0), strict=True)]
    table = pd.DataFrame(rows, columns=["what", "segment", "offering", "wave", "name", "value"])
    return table.assign(value=table["value"].round(3))


def _levels(rated: np.ndarray) -> np.ndarray:
    """Answers in the study's units: scores from 0 to 10, minutes."""
    return np.hstack([(rated[:, :4] - 1) / 6 * 10, rated[:, 4:5], (rated[:, 5:] - 1) / 6 * 10])


def answers() -> pd.DataFrame:
    """The 420 people who were asked, one row each, in the order in which they answered."""
    rng = np.random.default_rng(SEED)
    parts: list[pd.DataFrame] = []
    for segment, n in ASKED.items():
        regular, late = rng.random(n) < REGULARS_ASKED, np.arange(n) % 2 == 1
        people = asked(rng, segment, regular, late)
        share = regular.mean()  # each weight is the share of all guests over that of those who answered
        part = pd.DataFrame({"segment": segment, "regular": regular, "wave": np.where(late, WAVES[1], WAVES[0])})
        part["weight"] = np.where(regular, REGULARS / share, (1 - REGULARS) / (1 - share)).round(3)
        for offering in (OURS, RIVAL):
            for driver, given in zip(DRIVERS, people.rated[offering].T, strict=True):
                part[f"{offering}:{driver}"] = given
            part[f"{offering}:satisfied"] = people.satisfied[offering]
            part[f"{offering}:recommend"] = people.recommend[offering]
        part["easy"] = people.easy
        for driver, given in zip(DRIVERS, people.points.T, strict=True):
            part[f"points:{driver}"] = given
        language = rng.choice(list(LANGUAGES), n, p=list(LANGUAGES.values()))
        part["language"] = language
        part["text"] = [_text(rng, spoken, of) for spoken, of in zip(people.spoken, language, strict=True)]
        scale = [name for name in part.columns if ":" in name and not name.startswith("points:")]
        part[scale] = part[scale].mask(rng.random((n, len(scale))) < MISSING)
        parts.append(part)
    together = pd.concat(parts, ignore_index=True)
    order = together["wave"].to_numpy(str).argsort(kind="stable")
    together = together.iloc[order]
    mixed = [rng.permutation(np.flatnonzero(together["wave"].to_numpy(str) == wave)) for wave in WAVES]
    return together.iloc[np.concatenate(mixed)].reset_index(drop=True)


def _text(rng: np.random.Generator, spoken: np.ndarray, language: str) -> str:
    said = [str(rng.choice(SENTENCES[theme, language])) for theme, does in zip(THEMES, spoken, strict=True) if does]
    personal = PERSONAL[int(rng.integers(len(PERSONAL)))].format(n=int(rng.integers(10, 99)))
    return " ".join(said) + (personal if said and rng.random() < 0.06 else "")


CALLED = {
    "taste": "Taste of the coffee",
    "seat": "A good place to sit",
    "calm": "A calm moment",
    "belonging": "Being known",
    "wait": "Waiting time",
    "trouble": "Trouble of getting there",
}
PLACES = {OURS: "The Little Cup", RIVAL: "the big chain"}
WHO = {
    "commuters": "On my way to the train",
    "laptop_workers": "I work at the table",
    "neighbours": "I live round the corner",
}
WORDS = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")
OPEN = {"en": "What should we do better?", "nb": "Hva bør vi gjøre bedre?", "hr": "Što bismo trebali bolje?"}


def _number(value: float, blank: str = "") -> str:
    return blank if value != value else f"{value:g}"


def _when(row: int, wave: str) -> tuple[str, str, str]:
    day, minute = 2 + row % 26, row * 7 % 60
    return f"2026-{'02' if wave == WAVES[0] else '05'}-{day:02d}", f"{8 + row % 9:02d}", f"{minute:02d}"


def _written(rows: list[list[str]], **style: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out, **style).writerows(rows)
    return out.getvalue().encode()


def qualtrics(people: pd.DataFrame) -> bytes:
    """Three header rows, numbers for answers, -99 for what was seen and left out, tests and halves among them."""
    own = ["StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId", "UserLanguage"]
    titles = ["Start Date", "End Date", "Response Type", "Progress", "Finished", "Response ID", "User Language"]
    imports = ["startDate", "endDate", "status", "progress", "finished", "_recordId", "userLanguage"]
    asks: dict[str, tuple[str, str]] = {"Q1": ("segment", "Which of these is most like you?")}
    for number, (offering, place) in enumerate(PLACES.items(), 2):
        for item, driver in enumerate([name for name in DRIVERS if name != "wait"], 1):
            title = f"How do you find {place}? (1 to 7) - {CALLED[driver]}"
            asks[f"Q{number}_{item}"] = (f"{offering}:{driver}", title)
        asks[f"Q{number}_6"] = (f"{offering}:wait", f"How many minutes did you wait at {place}? - {CALLED['wait']}")
        asks[f"Q{number + 2}"] = (f"{offering}:satisfied", f"How satisfied are you with {place}?")
        asks[f"Q{number + 4}"] = (f"{offering}:recommend", f"How likely are you to recommend {place} to a friend?")
    asks["Q8"] = ("easy", "It was easy to get my coffee at The Little Cup. (1 to 7)")
    asks |= {
        f"Q9_{i}": (f"points:{driver}", f"Please share out 100 points - {CALLED[driver]}")
        for i, driver in enumerate(DRIVERS, 1)
    }
    asks |= {f"Q10_{code.upper()}": (f"text:{code}", title) for code, title in OPEN.items()}
    asks |= {"quarter": ("wave", "quarter"), "wgt": ("weight", "wgt")}
    rows = [[*own, *asks], [*titles, *(title for _, title in asks.values())]]
    rows.append([f'{{"ImportId":"{name}"}}' for name in [*imports, *(f"QID_{name}" for name in asks)]])
    for i, row in enumerate(people.to_dict("records")):
        day, hour, minute = _when(i, row["wave"])
        answered = [_qualtrics(row, what) for what, _ in asks.values()]
        shared = [f"{day} {hour}:{minute}:00", f"{day} {hour}:{minute}:50"]
        rows.append([*shared, "0", "100", "1", f"R_{i + 1:05d}", row["language"].upper(), *answered])
        if i % 30 == 7:  # somebody gave up here
            half = [value if place < 8 else "" for place, value in enumerate(answered)]
            rows.append([*shared, "0", "40", "0", f"R_9{i:04d}", row["language"].upper(), *half])
        if i % 100 == 50:  # somebody tried the questionnaire out
            rows.append([*shared, "1", "100", "1", f"R_8{i:04d}", "EN", *answered])
    return _written(rows, lineterminator="\r\n")


def _qualtrics(row: dict[str, Any], what: str) -> str:
    if what == "segment":
        return str(list(WHO).index(row["segment"]) + 1)
    if what.startswith("text:"):
        return row["text"] if row["language"] == what[5:] else ""
    return row[what] if what == "wave" else _number(row[what], "-99")


def google_forms(people: pd.DataFrame) -> bytes:
    """One header row of whole sentences, grids in brackets, words with their numbers."""
    asks: dict[str, str] = {"segment": "Which of these is most like you?", "wave": "Quarter"}
    for offering, place in PLACES.items():
        for driver in [name for name in DRIVERS if name != "wait"]:
            asks[f"{offering}:{driver}"] = f"How do you find {place}? [{CALLED[driver]}]"
        asks[f"{offering}:wait"] = f"How many minutes did you wait at {place}?"
        asks[f"{offering}:satisfied"] = f"How satisfied are you with {place}?"
        asks[f"{offering}:recommend"] = f"How likely are you to recommend {place} to a friend?"
    asks["easy"] = "It was easy to get my coffee at The Little Cup."
    asks |= {f"points:{driver}": f"Please share out 100 points [{CALLED[driver]}]" for driver in DRIVERS}
    asks |= {f"text:{code}": title for code, title in OPEN.items()} | {"weight": "Weight"}
    rows = [["Timestamp", *asks.values()]]
    for i, row in enumerate(people.to_dict("records")):
        day, hour, minute = _when(i, row["wave"])
        stamp = f"{day.replace('-', '/')} {int(hour) % 12 or 12}:{minute}:50 {'AM' if int(hour) < 12 else 'PM'} GMT+1"
        rows.append([stamp, *(_google(row, what) for what in asks)])
    return _written(rows, lineterminator="\r\n")


def _google(row: dict[str, Any], what: str) -> str:
    if what == "segment":
        return WHO[row["segment"]]
    if what.endswith(":satisfied"):
        value = row[what]
        return "" if value != value else f"{value:g} – {WORDS[int(value) - 1]}"
    return _qualtrics(row, what).replace("-99", "")


def limesurvey(people: pd.DataFrame) -> bytes:
    """Semicolons, every cell in quotes, codes for answers, N/A for what was not shown, decimal commas."""
    asks: dict[str, str] = {"G01Q01": "segment"}
    for number, offering in enumerate(PLACES, 2):
        for item, driver in enumerate([name for name in DRIVERS if name != "wait"], 1):
            asks[f"G0{number}Q01[SQ00{item}]"] = f"{offering}:{driver}"
        asks |= {f"G0{number}Q02": f"{offering}:wait", f"G0{number}Q03": f"{offering}:satisfied"}
        asks[f"G0{number}Q04"] = f"{offering}:recommend"
    asks |= {"G04Q01": "easy"} | {f"G04Q02[SQ00{i}]": f"points:{driver}" for i, driver in enumerate(DRIVERS, 1)}
    asks |= {f"G05Q01{code}": f"text:{code}" for code in OPEN} | {"quarter": "wave", "vekt": "weight"}
    rows = [["id", "submitdate", "lastpage", "startlanguage", "seed", *asks, "interviewtime"]]
    for i, row in enumerate(people.to_dict("records")):
        day, hour, minute = _when(i, row["wave"])
        own = [str(i + 1), f"{day} {hour}:{minute}:50", "5", row["language"], str(1_000_000 + i)]
        rows.append([*own, *(_lime(row, what) for what in asks.values()), f"{60 + i % 90}.5"])
        if i % 42 == 11:
            rows.append([str(9_000 + i), "", "1", "en", "0", _lime(row, "segment"), *[""] * (len(asks) - 1), "12.1"])
    body = _written(rows, lineterminator="\r\n", delimiter=";", quoting=csv.QUOTE_ALL)
    return b"\xef\xbb\xbf" + body + b"\r\n"


def _lime(row: dict[str, Any], what: str) -> str:
    if what == "segment":
        return f"A{list(WHO).index(row['segment']) + 1}"
    offering, _, name = what.partition(":")
    if offering in PLACES and name not in ("wait", "recommend"):
        return _number(row[what], "N/A") if row[what] != row[what] else f"A{row[what]:g}"
    return _qualtrics(row, what).replace("-99", "N/A").replace(".", ",") if what == "weight" else _plain(row, what)


def _plain(row: dict[str, Any], what: str) -> str:
    text = _qualtrics(row, what)
    return "N/A" if text == "-99" else text


def build(folder: Path = HERE) -> list[Path]:
    """Write the exports and the truth; return their paths."""
    people = answers()
    made = {
        "qualtrics.csv": qualtrics(people),
        "google_forms.csv": google_forms(people),
        "limesurvey.csv": limesurvey(people),
        "truth.csv": truth().to_csv(index=False, lineterminator="\n").encode(),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]


if __name__ == "__main__":
    for path in build():
        print("wrote", path)
