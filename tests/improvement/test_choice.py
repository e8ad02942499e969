"""Shares of preference."""

import numpy as np
import pandas as pd
import pytest

import cvtools as cv


def test_sawtooth_shares(repository):
    """C7 of the teaching cases: utilities 1 and 2."""
    shares = cv.improvement.logit_shares(cv.values(cv.read_study(repository / "data" / "preference_shares")))

    assert dict(zip(shares["value"], shares["share"].round(3), strict=True)) == {1.0: 0.269, 2.0: 0.731}


def test_shares_sum_to_one_in_each_segment_and_survive_large_values():
    table = pd.DataFrame({"segment": ["a", "a", "b", "b"], "offering": ["x", "y"] * 2, "value": [1e5, 0, 3, 3]})

    shares = cv.improvement.logit_shares(table)

    assert shares["share"].tolist() == [1.0, 0.0, 0.5, 0.5]


def test_an_unknown_value_leaves_the_segment_unknown():
    table = pd.DataFrame({"segment": ["a", "a", "b"], "offering": ["x", "y", "x"], "value": [1, np.nan, 2]})

    assert cv.improvement.logit_shares(table)["share"].isna().tolist() == [True, True, False]


@pytest.mark.parametrize("scale", [0.0, 0.5])
def test_a_smaller_scale_makes_choices_more_even(scale):
    table = pd.DataFrame({"segment": ["a", "a"], "offering": ["x", "y"], "value": [2.0, 1.0]})

    assert (
        cv.improvement.logit_shares(table, scale=scale)["share"].iloc[0]
        < cv.improvement.logit_shares(table)["share"].iloc[0]
    )
