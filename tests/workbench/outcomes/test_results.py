"""A study's table: read strictly, who counts, and a refusal in the place of a result."""

from __future__ import annotations

import pytest

from engines.errors import AnalysisError
from tests.workbench.outcomes.studies import fitted, rows_of
from workbench.outcomes.results import Row, read, results

HEAD = "pseudonym,sitting,phase,mood\n"


def table(name: str) -> str:
    """A reference study as its table would be taken out."""
    lines = [
        f"{row['person']},{int(row['time']) + 3},{('traditional', 'painter')[int(row['phase'])]},"
        f"{row['value']}"
        for row in rows_of(f"reference_{name}.csv")
    ]
    return HEAD + "\n".join(lines) + "\n"


def test_a_table_is_analysed_as_its_study_is():
    found = results(read(table("gaps"), "mood"))
    assert found.model is not None
    assert found.paired is not None
    assert found.model.term("phase").estimate == pytest.approx(
        fitted("gaps", "slope").term("phase").estimate, abs=1e-6
    )
    assert found.model.left_out == found.flow.missing > 0
    assert found.paired.people == found.flow.with_both
    assert found.paired.adjusted_for_time is False
    assert found.model_refused == found.paired_refused == ""


def test_whoever_does_not_count_is_counted():
    told = "a,1,traditional,4\na,2,painter,\nb,1,traditional,\nb,2,painter,\nc,1,painter,2\n"
    told += "d,1,traditional,3\nd,2,painter,2\n"
    flow = results(read(HEAD + told, "mood")).flow
    assert (flow.people, flow.with_values, flow.with_both) == (4, 3, 1)
    assert (flow.sittings, flow.missing) == (7, 3)


def test_a_refusal_stands_where_a_result_would():
    found = results([Row("a", 1, False, 3.0), Row("a", 2, True, 2.0)])
    assert found.model is None
    assert "values of 1 people" in found.model_refused
    assert found.paired is None
    assert "1 pairs" in found.paired_refused


def test_a_spreadsheet_s_mark_at_the_start_is_passed_over():
    assert read("\ufeffperson,sitting,phase,mood\na,1,painter,2.5\n", "mood") == [
        Row("a", 1, True, 2.5)
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("a,1,digital,4", "Line 2: phase is 'digital'"),
        ("a,first,painter,4", "Line 2: a person and a sitting's number"),
        (",1,painter,4", "Line 2: a person and a sitting's number"),
        ("a,1,painter,good", "Line 2: 'good' is no number"),
        ("a,1,painter,nan", "Line 2: 'nan' is no number"),
        ("a,1,painter,1\na,1,painter,2", "Line 3 tells sitting 1 of a person again"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(line: str, why: str):
    with pytest.raises(AnalysisError, match=why):
        read(HEAD + line + "\n", "mood")


def test_a_table_without_the_outcome_is_refused():
    with pytest.raises(AnalysisError, match=r"no column 'sleep'\. It has pseudonym, sitting"):
        read(HEAD, "sleep")
