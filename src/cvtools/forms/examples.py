"""The example studies that come along, to begin a study of one's own with."""

from functools import cache

from cvtools.forms.state import State, state_of_study
from cvtools.study.examples import examples
from cvtools.study.settings import settings_of_yaml
from cvtools.study.storage import SETTINGS_FILE
from cvtools.study.study import read_study


@cache
def example_titles(language: str) -> dict[str, str]:
    """Return the examples and their titles in the reader's language, the template first.

    >>> list(example_titles("en"))[0], example_titles("nb")["toasters"]
    ('starter', 'Femten brødristere: hvem gir valuta for pengene?')
    """
    titles: dict[str, str] = {}
    for name, place in sorted(examples().items(), key=lambda item: item[0] != "starter"):
        texts = settings_of_yaml((place / SETTINGS_FILE).read_bytes(), SETTINGS_FILE).texts
        titles[name] = texts.get(f"title_{language}") or texts["title"]
    return titles


def example_state(name: str, *, decimal: str) -> State:
    """Return an example as if somebody had typed it."""
    return state_of_study(read_study(examples()[name]), decimal=decimal)
