"""Customer value: define segments, enter benefits and costs, see value gaps, send reports.

    import cvtools as cv

    analysis = cv.analyse("data/coffee", segment="commuters")
    cv.values(analysis.study)      # benefits, costs and value, for each segment and offering
    cv.figures.gap(analysis)       # our offering against the best alternative, driver by driver
    cv.tables.breakeven(analysis)  # the rating at which each driver alone would close the gap

Every name is loaded when it is first used; ``__init__.pyi`` lists them, for editors and type checkers.
"""

import lazy_loader

from cvtools.quick_start import put_off_grammar

put_off_grammar()
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
