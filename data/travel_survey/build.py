"""Write what 210 travellers chose between as a long file of choices: ``python data/travel_survey/build.py``.

One row a traveller and way to travel: what it would have cost (``cost``, dollars), how long it would have taken
(``hours``) and how long they would have waited (``wait``, minutes), and whether they took it. The same public-domain
data set as that of the travel study, so that its weights may be estimated from the choices by anybody:
``cvtools evidence weights travel_survey/survey.yaml --method choice``.
"""

from pathlib import Path

import pandas as pd
from statsmodels.datasets import modechoice

MODES = ("air", "train", "bus", "car")
HERE = Path(__file__).parent


def build(folder: Path) -> list[Path]:
    """Write the choices into ``folder`` and return the file."""
    trips = modechoice.load_pandas().data
    table = pd.DataFrame(
        {
            "traveller": trips["individual"].astype(int),
            "mode": trips["mode"].astype(int).map(dict(enumerate(MODES, start=1))),
            "taken": trips["choice"].astype(int),
            "cost": trips["invc"].map("{:g}".format),
            "hours": (trips["invt"] / 60).map("{:.4f}".format),
            "wait": trips["ttme"].map("{:g}".format),
        }
    )
    path = folder / "choices.csv"
    path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
    return [path]


if __name__ == "__main__":
    build(HERE)
