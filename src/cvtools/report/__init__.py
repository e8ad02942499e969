"""Reports: the report notebook run by papermill, each run made into one HTML file.

Lives here: the sections of a segment's report, the run of a notebook, the page it becomes, the batch of runs. May
import all rooms below; papermill is imported here and nowhere else. Each name is loaded when it is first used
(``__init__.pyi`` lists them), so that whoever plans a batch does not load what draws.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
