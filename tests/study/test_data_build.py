"""The travel study: its files come out of its script, and the choice model gives the published numbers."""

import importlib.util
import warnings
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

TRAVEL = Path(__file__).parents[2] / "data" / "travel_mode"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("build_travel_mode", TRAVEL / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def trips(build: ModuleType) -> pd.DataFrame:
    return build.travellers()


def test_the_build_gives_the_shipped_files(build: ModuleType, tmp_path: Path) -> None:
    made = build.build(tmp_path)
    assert [path.name for path in made] == ["segments.csv", "weights.csv", "ratings.csv", "groups.csv", "shares.csv"]
    for path in made:
        assert path.read_bytes() == (TRAVEL / path.name).read_bytes(), path.name


def test_the_choice_model_is_the_published_one(build: ModuleType, trips: pd.DataFrame) -> None:
    model = build.published_model(trips)
    assert round(model.log_likelihood, 4) == -199.1284
    printed = {
        "air": "5.207",
        "train": "3.869",
        "bus": "3.163",
        "gc": "-0.01550",
        "ttme": "-0.09612",
        "income_air": "0.01329",
    }
    for term, text in printed.items():
        digits = len(text.split(".")[1])
        assert f"{model.coefficients[term]:.{digits}f}" == text, term


def test_the_constants_alone_are_the_published_ones(build: ModuleType, trips: pd.DataFrame) -> None:
    assert round(build.fit_logit(trips, ["air", "train", "bus"]).log_likelihood, 4) == -283.7588


def test_statsmodels_agrees(build: ModuleType, trips: pd.DataFrame) -> None:
    from statsmodels.discrete.conditional_models import ConditionalLogit

    model = build.published_model(trips)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = ConditionalLogit(
            trips["choice"], trips[list(model.coefficients.index)], groups=trips["individual"]
        ).fit(disp=0)
    pd.testing.assert_series_equal(model.coefficients, theirs.params, rtol=1e-4, check_names=False)
    pd.testing.assert_frame_equal(model.covariance, theirs.cov_params(), rtol=1e-3, check_names=False)


def test_the_story_told_of_the_choices_holds(build: ModuleType, trips: pd.DataFrame) -> None:
    """What data/README.md says travellers chose, corrected for sampling."""
    shares = (100 * build.population_shares(trips)).round().astype(int)
    expected = pd.DataFrame(
        [[11, 35, 13, 41], [12, 11, 9, 68], [17, 4, 7, 72]], index=list(build.SEGMENTS), columns=list(build.MODES)
    )
    pd.testing.assert_frame_equal(shares, expected, check_names=False)
