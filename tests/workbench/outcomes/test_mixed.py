"""Mixed models against R: lme4, lmerTest and pbkrtest by reference.R, and a published fit."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from engines.errors import AnalysisError
from tests.workbench.outcomes.studies import EVERY, HERE, Rows, fitted, made, rows_of, study_of
from workbench.outcomes import freedom, likelihood, mixed
from workbench.outcomes.mixed import Fit
from workbench.outcomes.study import Study, analysed, design


@pytest.mark.parametrize(("study", "model"), EVERY)
def test_a_fit_is_what_lme4_and_lmertest_find(study: str, model: str):
    compare(fitted(study, model), study, model, rows_of("reference.csv"))


def compare(fit: Fit, study: str, model: str, rows: Rows):
    told = {
        (row["name"], row["what"]): float(row["value"])
        for row in rows
        if (row["study"], row["model"]) == (study, model)
    }
    assert fit.singular == bool(told["fit", "singular"])
    # Where a variance lies at zero, both stop somewhere near it.
    fine = 2e-3 if fit.singular else 2e-5
    assert fit.criterion == pytest.approx(told["fit", "criterion"], abs=1e-4)
    assert fit.residual == pytest.approx(told["fit", "residual"], rel=fine)
    for place, spread in enumerate(fit.spreads, 1):
        assert spread == pytest.approx(told["spread", str(place)], rel=fine, abs=fine)
    if fit.between_sites is not None:
        assert fit.between_sites == pytest.approx(told["spread", "between"], rel=fine)
    for term in fit.terms:
        assert term.estimate == pytest.approx(told[term.name, "estimate"], rel=fine, abs=fine)
        assert term.error == pytest.approx(told[term.name, "error"], rel=fine)
        assert term.df == pytest.approx(told[term.name, "df"], rel=0.02 if fit.singular else 2e-3)
        assert term.p == pytest.approx(told[term.name, "p"], rel=0.02, abs=1e-12)
    if fit.correlation is not None and not fit.singular:
        assert fit.correlation == pytest.approx(told["spread", "correlation"], abs=1e-4)


def test_sleepstudy_is_fitted_as_published():
    """Bates, Mächler, Bolker and Walker, 2015, J. Stat. Software 67(1), section 5.2, fm1."""
    fit = fitted("sleepstudy", "slope")
    assert fit.criterion == pytest.approx(1743.6, abs=0.05)
    assert [round(each, 2) for each in fit.spreads] == [24.74, 5.92]
    assert fit.correlation == pytest.approx(0.07, abs=0.005)
    assert fit.residual == pytest.approx(25.59, abs=0.005)
    assert [round(term.estimate, 3) for term in fit.terms] == [251.405, 10.467]
    assert [round(term.error, 3) for term in fit.terms] == [6.825, 1.546]


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed: r-cran-lmertest")
@pytest.mark.large
def test_r_still_says_what_is_kept_here(tmp_path: Path):
    for path in HERE.glob("*.csv"):
        shutil.copy(path, tmp_path)
    script = (HERE / "reference.R").read_text(encoding="utf-8")
    line = 'here <- "tests/workbench/outcomes/"'
    assert line in script
    (tmp_path / "reference.R").write_text(script.replace(line, f'here <- "{tmp_path}/"'))
    subprocess.run(["Rscript", str(tmp_path / "reference.R")], check=True, timeout=300)
    with (tmp_path / "reference.csv").open(encoding="utf-8") as file:
        now = list(csv.DictReader(file))
    for study, model in EVERY:
        compare(fitted(study, model), study, model, now)


def test_missing_values_are_left_out_and_counted():
    study = study_of("gaps")
    fit = analysed(study)
    assert fit.left_out == list(study.value).count(None) > 0
    assert fit.rows + fit.left_out == len(study.value)


def test_rows_may_come_in_any_order():
    study = study_of("gaps")
    order = [int(at) for at in np.random.default_rng(3).permutation(len(study.value))]

    mixed_up = Study(
        [study.person[at] for at in order],
        [study.time[at] for at in order],
        [study.phase[at] for at in order],
        [study.value[at] for at in order],
    )
    one, other = analysed(study), analysed(mixed_up)
    assert other.term("phase").estimate == pytest.approx(one.term("phase").estimate, rel=1e-6)
    assert other.lag1 == pytest.approx(one.lag1, abs=1e-6)


def test_phase_and_time_that_are_one_are_refused():
    with pytest.raises(AnalysisError, match="intercept, time, phase cannot be told apart"):
        analysed(made(8, 2, lambda k, t: float(k + t * k % 3)), slope=False)


def test_too_few_people_or_sittings_are_refused():
    with pytest.raises(AnalysisError, match="values of 5 people"):
        analysed(made(5, 6, lambda k, t: float(k * t % 4)))
    with pytest.raises(AnalysisError, match="do not carry 2 random terms"):
        analysed(made(8, 4, lambda k, t: float(k * t % 4) if t in (0, 3) else None))


def test_infinite_values_are_refused():
    with pytest.raises(AnalysisError, match="not finite"):
        analysed(made(8, 6, lambda k, t: float("nan") if k == t == 2 else 1.0 * k))


def test_a_search_that_breaks_off_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mixed, "STEPS", 5)
    with pytest.raises(AnalysisError, match=r"did not converge \(the search broke off"):
        analysed(study_of("whole"))


def test_a_variance_at_zero_is_no_reason_to_refuse():
    """A search can be caught at the edge; studies of people alike are fitted."""
    rng = np.random.default_rng(2)
    found = [
        analysed(made(12, 8, lambda _k, t: 15 - 0.3 * t + rng.normal(0, 2))) for _ in range(12)
    ]
    assert any(fit.singular for fit in found)


def test_a_point_that_is_no_optimum_is_refused(monkeypatch: pytest.MonkeyPatch):
    found = mixed._search

    def stops_short(*given, **how):
        reached, theta = found(*given, **how)
        return reached, theta * 1.3

    monkeypatch.setattr(mixed, "_search", stops_short)
    with pytest.raises(AnalysisError, match=r"did not converge \(the scaled gradient"):
        analysed(study_of("whole"))


def test_values_without_any_scatter_are_refused():
    with pytest.raises(AnalysisError, match="lie on the model exactly"):
        analysed(made(8, 6, lambda k, _t: 5.0 + k))


def test_the_criterion_is_the_likelihood_written_out():
    """The products' shortcut against the restricted likelihood with whole covariance matrices."""
    given = design(study_of("gaps"))
    theta, sigma = np.array([1.4, -0.02, 0.11]), 2.1
    lower = likelihood.factor(theta, 2)
    same = given.person[:, None] == given.person[None, :]
    v = sigma**2 * (same * (given.z @ lower @ lower.T @ given.z.T) + np.eye(len(given.y)))
    fixed = given.x.T @ np.linalg.solve(v, given.x)
    beta = np.linalg.solve(fixed, given.x.T @ np.linalg.solve(v, given.y))
    left = given.y - given.x @ beta
    rows = len(given.y) - given.x.shape[1]
    told = np.linalg.slogdet(v)[1] + np.linalg.slogdet(fixed)[1] + rows * np.log(2 * np.pi)
    told += left @ np.linalg.solve(v, left)
    of = likelihood.products(given.y, given.x, given.z, given.person)
    assert likelihood.criterion(of, np.r_[theta, sigma]) == pytest.approx(told, rel=1e-10)


def test_derivatives_are_those_of_a_known_function():
    def height(at):
        return float(np.exp(at[0]) * at[1] ** 3)

    at = np.array([0.4, 1.5])
    e = np.exp(0.4)
    slopes = freedom.gradient(lambda x: np.array(height(x)), at)
    assert slopes == pytest.approx([e * 1.5**3, 3 * e * 1.5**2], rel=1e-6)
    told = [[e * 1.5**3, 3 * e * 1.5**2], [3 * e * 1.5**2, 6 * e * 1.5]]
    assert freedom.hessian(height, at) == pytest.approx(np.array(told), rel=1e-5)


def test_steady_improvement_fools_the_paired_test_and_not_the_model():
    """Thirty studies of 30 people with six and six sittings get better alike; nothing else does.

    Simulated as in the facts on which this rests: the paired test finds a difference in nearly
    every one, the model in about one of twenty.
    """
    from workbench.outcomes.paired import compared

    rng = np.random.default_rng(20)
    naive = honest = 0
    for _ in range(30):
        base, noise = rng.normal(15, 4, 30), rng.normal(0, 2, (30, 12))
        values = base[:, None] - 0.3 * np.arange(12) + noise
        naive += compared(values[:, :6].mean(axis=1), values[:, 6:].mean(axis=1)).p < 0.05
        study = made(30, 12, lambda k, t, values=values: float(values[k, t]))
        honest += analysed(study, slope=False).term("phase").p < 0.05
    assert naive >= 28
    assert honest <= 6
