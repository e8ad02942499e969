__all__ = ["ReportError", "SegmentReport", "caveats", "run_notebook", "write_reports"]

from .batch import write_reports as write_reports
from .notebook_run import ReportError as ReportError
from .notebook_run import run_notebook as run_notebook
from .segment_report import SegmentReport as SegmentReport
from .segment_report import caveats as caveats
