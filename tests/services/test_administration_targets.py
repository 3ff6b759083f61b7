"""Targets: set, ended, copied to the next year, and what they turn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ncc_tui.domain.errors import (
    InvalidEntry,
    InvalidFigure,
    InvalidPeriod,
    NotFound,
    NotPermitted,
)
from ncc_tui.domain.model import Officer, Role
from ncc_tui.services.administration.conflicts import ChangedSince
from ncc_tui.services.administration.measures import edit_measure
from ncc_tui.services.administration.targets import (
    TargetEntry,
    TargetSet,
    TargetsRefused,
    copy_targets,
    set_target,
    set_targets,
    target_grid,
    target_list,
    target_turns,
)
from ncc_tui.services.session import Session
from tests.services.conftest import AT, acting
from tests.services.importing import dump


def figures(session: Session, code: str) -> dict[str, Decimal | None]:
    return {target.period.label: target.amount for target in target_list(session, code)[1]}


def copied(saved: tuple[TargetSet, ...], code: str) -> list[tuple[str, Decimal | None]]:
    return [(one.period.label, one.amount) for one in saved if one.measure.code == code]


def test_a_target_is_in_force_from_a_period_on(council: Session) -> None:
    saved = set_target(council, "csc04", "Jan 2024", "75", reason="Agreed")
    assert [(t.cell, t.before, t.after) for t in saved.turns] == [("performance", "Red", "Green")]
    assert saved.words == "CSC04 from Jan 2024: 75, was 73 (revision 1, counts from 18 May 2024)"
    assert figures(council, "CSC04")["Jan 2024"] == 75
    again = set_target(council, "CSC04", "Jan 2024", "74.5")
    assert (again.number, again.before) == (2, Decimal(75))


def test_a_dash_ends_a_target(council: Session) -> None:
    ended = set_target(council, "CSC04", "Jan 2024", "-")
    assert [(t.before, t.after) for t in ended.turns] == [("Red", "N/A")]
    assert "no target, was 73" in ended.words
    with pytest.raises(InvalidEntry, match="has no target to end in Apr 2024"):
        set_target(council, "CSC04", "Apr 2024", "-")


@pytest.mark.parametrize(
    ("period", "text", "error"),
    [
        ("Feb 2024", "1", InvalidPeriod),
        ("Jan 2024", "lots", InvalidFigure),
    ],
)
def test_what_is_no_period_or_no_figure_is_refused(
    council: Session, period: str, text: str, error: type[Exception]
) -> None:
    before = dump(council)
    with pytest.raises(error):
        set_target(council, "CSC04", period, text)
    assert dump(council) == before


def test_what_a_target_would_turn_is_told_before_it_is_saved(council: Session) -> None:
    before = dump(council)
    period = target_list(council, "CSC04")[0].cycle.parse("Jan 2024")
    (turn,) = target_turns(council, "CSC04", period, "74")
    assert (turn.before, turn.after) == ("Red", "Amber")
    dry = set_target(council, "CSC04", period, "74", dry_run=True)
    assert dry.turns == (turn,)
    assert target_turns(council, "CSC04", period, "74", counts_from=date(2024, 6, 1)) == ()
    assert dump(council) == before


def test_two_who_set_one_target_see_both(council: Session) -> None:
    set_target(council, "CSC04", "Jan 2024", "75", seen=0)
    with pytest.raises(ChangedSince, match="theirs 75, yours 76") as refused:
        set_target(council, "CSC04", "Jan 2024", "76", seen=0)
    assert refused.value.versions[0].base == "none"
    with pytest.raises(InvalidEntry, match="Nothing to save"):
        set_target(council, "CSC04", "Jan 2024", "75", seen=1)


def test_several_targets_are_set_together_or_none(council: Session) -> None:
    before = dump(council)
    with pytest.raises(TargetsRefused, match="Nothing was saved") as refused:
        set_targets(
            council,
            [
                TargetEntry("CSC01", "Jan 2024", "70", 0),
                TargetEntry("CSC04", "Feb 2024", "70"),
                TargetEntry("CSC04", "Jan 2024", "lots"),
            ],
        )
    assert [index for index, _ in refused.value.rows] == [1, 2]
    assert dump(council) == before
    entries = [TargetEntry("CSC01", "Jan 2024", "70"), TargetEntry("CSC04", "Jan 2024", "-")]
    assert [saved.amount for saved in set_targets(council, entries)] == [Decimal(70), None]


def test_a_years_targets_become_harder_by_a_percentage(council: Session) -> None:
    saved = copy_targets(council, 2023, "26", uplift=Decimal(2))
    # No decimals: 75 and 2 per cent is 76.5, halves up. Lower is better: 73 less 2 per cent.
    assert copied(saved, "CSC01") == [("Apr 2024", Decimal(77))]
    assert copied(saved, "CSC04") == [("Apr 2024", Decimal(72))]
    assert {one.measure.service for one in saved} == {"26"}
    assert figures(council, "CSC01")["Apr 2024"] == 77


def test_an_uplift_is_exact(council: Session) -> None:
    edit_measure(council, "CSC01", {"decimals": ""})
    set_target(council, "CSC01", "Apr 2023", "0.1")
    saved = copy_targets(council, 2023, "26", uplift=Decimal("0.7"))
    assert copied(saved, "CSC01") == [("Apr 2024", Decimal("0.1007"))]


def test_a_profile_is_copied_quarter_by_quarter(council: Session) -> None:
    for period, amount in (("Apr 2023", "10"), ("Jul 2023", "20"), ("Jan 2024", "40")):
        set_target(council, "CSC01", period, amount)
    saved = copy_targets(council, 2023, "26", uplift=Decimal(10))
    assert copied(saved, "CSC01") == [
        ("Apr 2024", Decimal(11)),
        ("Jul 2024", Decimal(22)),
        ("Jan 2025", Decimal(44)),
    ]


def test_what_goes_on_as_it_is_is_not_stated_again(council: Session) -> None:
    before = dump(council)
    with pytest.raises(InvalidEntry, match="the targets of 2024/25 say that already"):
        copy_targets(council, 2023, "26")
    assert dump(council) == before
    with pytest.raises(NotFound, match="No measure has a target in 1999/00"):
        copy_targets(council, 1999, "26")


def test_a_copy_writes_nothing_when_it_only_says_what_it_would(council: Session) -> None:
    before = dump(council)
    dry = copy_targets(council, 2023, uplift=Decimal(5), dry_run=True)
    assert dump(council) == before
    assert copy_targets(council, 2023, uplift=Decimal(5)) == dry


def test_a_measure_that_ends_is_given_no_target_after(council: Session) -> None:
    edit_measure(council, "CSC01", {"ends_on": "2024-03-31"})
    assert copied(copy_targets(council, 2023, "26", uplift=Decimal(2)), "CSC01") == []


def test_the_grid_has_a_cell_for_each_period_of_the_year(council: Session) -> None:
    grid = target_grid(council, "Children's Social Care", 2023)
    rows = {row.measure.code: row.cells for row in grid.rows}
    assert (grid.year, grid.refusal) == ("2023/24", "")
    assert [cell.period.label for cell in rows["CSC04"]] == [
        "Apr 2023",
        "Jul 2023",
        "Oct 2023",
        "Jan 2024",
    ]
    assert {cell.in_force for cell in rows["CSC04"]} == {Decimal(73)}
    assert len(rows["CSC02"]) == 1
    set_target(council, "CSC04", "Jan 2024", "70", seen=rows["CSC04"][3].seen)
    last = target_grid(council, "26", 2023).rows[3].cells[3]
    assert (last.in_force, last.seen) == (Decimal(70), 1)


def test_an_editor_sets_and_copies_the_targets_of_their_services(council: Session) -> None:
    ed = acting(council, Officer("ed", "Ed", Role.EDITOR, ("26",)))
    set_target(ed, "CSC04", "Jan 2024", "70")
    assert {s.measure.service for s in copy_targets(ed, 2023, uplift=Decimal(2))} == {"26"}
    with pytest.raises(NotPermitted, match="service 21"):
        copy_targets(ed, 2023, "21")
    assert "only for 26" in target_grid(ed, "21", 2023).refusal
    jo = acting(council, Officer("jo", "Jo", Role.OFFICER, ("26",)))
    with pytest.raises(NotPermitted, match="jo is an officer: only an editor of service 26 or an"):
        set_target(jo, "CSC04", "Jan 2024", "71")


def test_earlier_reports_keep_their_target(council: Session) -> None:
    with pytest.raises(InvalidEntry, match="Say why reports since"):
        set_target(council, "CSC04", "Jan 2024", "71", counts_from=date(2024, 1, 1))
    assert set_target(council, "CSC04", "Jan 2024", "70").counts_from == AT
