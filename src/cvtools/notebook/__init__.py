"""What a notebook needs besides pictures and tables: its first cell, and its exercises.

May import: analysis, browser, language and all that those stand on. Never: figures, tables, sentences, report.
"""

from cvtools.notebook.calibration import calibration
from cvtools.notebook.exercises import exercise
from cvtools.notebook.setup import setup

__all__ = ["calibration", "exercise", "setup"]
