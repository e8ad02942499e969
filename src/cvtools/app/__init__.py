"""The workbook as one page without code: forms, sliders and reports.

Lives here: the page, and Voilà's template, which fetches nothing. May import everything; nothing imports it.
"""

from cvtools.app.application import show

__all__ = ["show"]
