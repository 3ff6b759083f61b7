from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.document import Document
from ncc_tui.domain.errors import NotPermitted
from ncc_tui.domain.model import Measure, Officer, Role
from ncc_tui.domain.ratings import Rating
from ncc_tui.printing.formats import SUFFIXES, render
from ncc_tui.services.disclosure import Veil, withhold
from ncc_tui.services.documents import document as made_for
from ncc_tui.services.session import Session, open_session
from tests.demo import demo_database
from tests.printing.samples import AT, document, measure, row, trend
from tests.services.conftest import acting
from tests.services.defining import define


def guarded(**more) -> Measure:
    return replace(measure(**more), decimals=0)


def withheld(made: Document, *figures: str, limit: str = "5") -> Document:
    """A document as it is given away, where these figures stand in the measure's ledger."""
    veil = Veil.over(Decimal(limit), map(Decimal, figures))
    return withhold(made, lambda _: veil)


def only_row(made: Document):
    return made.reports[0].rows[0]


@pytest.mark.parametrize(
    ("value", "small"),
    [("0", False), ("1", True), ("4", True), ("4.9", True), ("5", False), ("-3", True)],
)
def test_what_counts_as_small(value: str, small: bool) -> None:
    veil = Veil.over(Decimal(5), [])
    assert veil.hides(Decimal(value)) is small
    assert veil.hides(None) is False


def test_small_counts_are_withheld_and_ratings_stay() -> None:
    kept = withheld(document(row(guarded(), "3", previous="4", target="70")))
    safe = only_row(kept)
    assert safe.value is None
    assert safe.previous_value is None
    assert safe.target == 70
    assert safe.performance is Rating.RED
    assert safe.direction is Rating.RED
    assert kept.warnings == ()


def test_trend_points_are_withheld_and_comparators_are_not() -> None:
    made = document(row(guarded(), "80"), trends={"ONE01": trend("3", "0", "80", england="2")})
    kept = withheld(made).trends["ONE01"]
    assert [value for _, value in kept.points] == [None, 0, 80]
    assert kept.comparators[0][1][0][1] == 2


def test_without_a_limit_nothing_changes() -> None:
    made = document(row(guarded(), "3", comments="It was 3."))
    assert withhold(made, lambda _: None) == made


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("It was 3.", "It was [figure withheld]."),
        ("It was 3, not 13 or 3.5 or 3,000", "It was [figure withheld], not 13 or 3.5 or 3,000"),
        ("Three of them", "[figure withheld] of them"),
        ("(3)", "([figure withheld])"),
        ("Q3 and 2023", "Q3 and 2023"),
    ],
)
def test_the_text_does_not_give_it_away(said: str, kept: str) -> None:
    told = document(row(guarded(), "3", previous="0", comments=said, actions=[said]))
    made = withheld(told, "0", "3")
    assert only_row(made).comments == kept
    assert only_row(made).actions[0].text == kept
    assert bool(made.warnings) is (said != kept)


def test_a_figure_of_the_trend_is_not_given_away_either() -> None:
    made = document(row(guarded(), "80", comments="Up from 3."), trends={"ONE01": trend("3", "80")})
    kept = withheld(made, "3", "80")
    assert only_row(kept).comments == "Up from [figure withheld]."
    assert kept.warnings == (
        "The text of ONE01 gave away a withheld figure; it was replaced there. Read it through "
        "before it is published.",
    )


@pytest.mark.parametrize("form", sorted(SUFFIXES))
def test_no_format_shows_it(form: str) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    told = document(
        row(guarded(), "8765", previous="7654", target=None, comments="It was 8,765."),
        trends={"ONE01": trend("6543", None, "8765", target=None, england=None)},
    )
    kept = withheld(told, "8765", "7654", "6543", limit="9000")
    shown = render(kept, form)
    if form not in ("pdf", "xlsx"):
        for figure in ("8765", "8,765", "7654", "7,654", "6543", "6,543"):
            assert figure.encode() not in shown
        assert b"withheld" in shown
    if form == "json":
        assert b'"current": null' in shown
    if form == "csv":
        assert b",c,,c," in shown


@pytest.fixture
def session():
    with demo_database() as path:
        yield open_session(path, "demo")


def small(session: Session) -> None:
    define(session, "CSC11", counts_from=AT, suppress_below=Decimal(2000))


def hub(made: Document):
    return next(row for row in made.reports[0].rows if row.measure.code == "CSC11")


@pytest.mark.parametrize("trends", [False, True])
def test_a_document_withholds_unless_an_admin_discloses(session: Session, trends: bool) -> None:
    small(session)
    kept = made_for(session, "26", AsAt(AT), trends=trends)
    assert hub(kept).value is None
    assert "1,508" not in hub(kept).comments
    assert len(kept.warnings) == 1
    told = made_for(session, "26", AsAt(AT), trends=trends, disclose=True)
    assert hub(told).value == 1508
    assert told.warnings == ()


def test_only_an_admin_discloses(session: Session) -> None:
    officer = acting(session, Officer("x", "X", Role.OFFICER, every_service=True))
    with pytest.raises(NotPermitted, match="only an admin"):
        made_for(officer, "26", AsAt(AT), disclose=True)


def test_the_published_sample_is_shown_in_full(session: Session) -> None:
    kept = made_for(session, None, AsAt(AT))
    told = made_for(session, None, AsAt(AT), disclose=True)
    assert kept.reports == told.reports
    assert kept.trends == told.trends
