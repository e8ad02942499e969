from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from cvtools.evidence.proportions import (
    difference_of,
    effective_n,
    holm,
    mean_of,
    mean_variance,
    net_share,
    net_variance,
    p_value,
    wilson,
)


def test_effective_n_of_kishs_example():
    assert effective_n(np.array([0.5, 1.5, 1, 2, 1])) == pytest.approx(36 / 8.5)
    assert round(effective_n(np.array([0.5, 1.5, 1, 2, 1])), 3) == 4.235


def test_effective_n_does_not_depend_on_the_scale_of_weights():
    weights = np.array([0.2, 3, 1.1])

    assert effective_n(weights * 7) == pytest.approx(effective_n(weights))
    assert effective_n(np.ones(12)) == 12


@pytest.mark.parametrize(("count", "n"), [(0, 5), (5, 5), (3, 7), (480, 1000)])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_wilson_is_statsmodels(count, n, confidence):
    theirs = proportion_confint(count, n, alpha=1 - confidence, method="wilson")

    assert wilson(count / n, n, confidence=confidence)[1:3] == pytest.approx(theirs, abs=1e-12)


def test_newcombes_interval_of_his_example():
    a, b = wilson(56 / 70, 70, confidence=0.95), wilson(48 / 80, 80, confidence=0.95)

    difference = difference_of(a, b)

    assert (round(difference.low, 4), round(difference.high, 4)) == (0.0524, 0.3339)
    assert difference[1:3] == pytest.approx(confint_proportions_2indep(56, 70, 48, 80, method="newcomb"))


def test_newcombes_interval_lies_beside_the_published_others():
    wald = confint_proportions_2indep(56, 70, 48, 80, method="wald")
    caffo = confint_proportions_2indep(56, 70, 48, 80, method="agresti-caffo")

    assert [round(end, 4) for end in wald] == [0.0575, 0.3425]
    assert [round(end, 4) for end in caffo] == [0.0525, 0.3358]


def test_variance_and_errors_of_net_promoter_scores():
    counts = np.array([[1, 2, 3], [1, 0, 1], [1, 1, 1]])
    n = counts.sum(axis=1)
    variances = [net_variance(p / m, d / m) for (d, _, p), m in zip(counts, n, strict=True)]

    assert pytest.approx(1 / 3) == (3 - 1) / 6
    assert variances[0] == pytest.approx(5 / 9)
    assert np.round(np.sqrt(np.array(variances) / n), 3).tolist() == [0.304, 0.707, 0.471]
    assert net_variance(0.4, 0.3) == pytest.approx(0.69)


def test_the_net_score_is_that_of_the_answers_and_its_interval_is_cut_at_the_end():
    all_promoters = net_share(1.0, 0.0, 10, confidence=0.8)

    assert all_promoters.value == all_promoters.high == 1.0
    assert all_promoters.low < 0.95
    assert all_promoters.cut
    assert not net_share(0.4, 0.3, 100, confidence=0.8).cut


def test_a_mean_of_the_nist_handbook():
    standard = np.linspace(-1, 1, 195)
    numbers = 9.261460 + 0.022789 * (standard - standard.mean()) / standard.std(ddof=1)

    estimate = mean_of(numbers, confidence=0.95)

    # The handbook's mean and deviation are themselves rounded, so its last digit is one off theirs.
    assert [round(number, 6) for number in estimate[:3]] == [9.261460, 9.258241, 9.264679]
    assert estimate.low == pytest.approx(9.258242, abs=1e-6)


def test_effort_of_the_example():
    assert mean_of(np.array([6.0, 5, 6, 7]), confidence=0.8).value == 6.0


def test_one_answer_has_no_interval():
    estimate = mean_of(np.array([4.0]), confidence=0.8)

    assert estimate.value == 4.0
    assert np.isnan(estimate.low)
    assert np.isnan(estimate.high)


def test_equal_weights_change_nothing():
    numbers = np.array([1.0, 5, 2, 7, 7])

    assert mean_of(numbers, np.full(5, 3.0), confidence=0.8)[:3] == pytest.approx(mean_of(numbers, confidence=0.8)[:3])
    assert mean_variance(numbers, np.full(5, 3.0)) == pytest.approx(numbers.var(ddof=1) / 5)


def test_holm_is_statsmodels():
    p = np.array([0.01, 0.2, 0.04, 0.5, 0.03])

    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert holm(np.array([0.01, np.nan]))[0] == 0.01


def test_a_difference_of_constants_is_certain():
    assert p_value(0.0, 0.0) == 1.0
    assert p_value(0.5, 0.0) == 0.0
    assert np.isnan(p_value(np.nan, np.nan))
