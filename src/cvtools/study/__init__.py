"""The study format: reading, checking and writing what is known about one market question.

Lives here: files as bytes (``storage``, ``csv_files``, ``xlsx_files``, ``xlsx_writer``), tables as they were found
(``sheets``), cells with their types (``cells``), the rules (``schema``, ``settings``, ``rules``) and their words
(``wording``), the ``Study`` itself, its scenarios, the row behind each number (``provenance``), the
replicates of a survey's numbers (``replicates``), the libraries of drivers and levers, and the examples. May import:
pandas, ruamel, openpyxl. Never: a room above, IPython.
"""

from cvtools.study.errors import Problem, StudyError
from cvtools.study.scenario_files import read_scenario, read_scenarios, write_scenario
from cvtools.study.scenarios import Scenario, apply_scenario
from cvtools.study.study import Study, check_study, read_study, write_study

__all__ = [
    "Problem",
    "Scenario",
    "Study",
    "StudyError",
    "apply_scenario",
    "check_study",
    "read_scenario",
    "read_scenarios",
    "read_study",
    "write_scenario",
    "write_study",
]
