"""Reports: the report notebook run by papermill, each run made into one HTML file.

Lives here: the sections of a segment's report, the run of a notebook, the page it becomes, the batch of runs. May
import all rooms below; papermill is imported here and nowhere else.
"""

from cvtools.report.batch import write_reports
from cvtools.report.notebook_run import ReportError, run_notebook
from cvtools.report.segment_report import SegmentReport, caveats

__all__ = ["ReportError", "SegmentReport", "caveats", "run_notebook", "write_reports"]
