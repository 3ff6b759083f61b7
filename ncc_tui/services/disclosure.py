"""Disclosure control: small counts, from which a person could be known, are withheld.

A figure is withheld where it lies between nought and the measure's `suppress_below`, both
excluded: nought is shown. It is by the limit of today, whatever date is looked at. Ratings stay,
judgements and arrows too, and so do targets and comparators, which are not ours.

Every service that gives figures or texts of results away hands them through a Sight. What could
be worked out from other measures' figures, or from a total elsewhere, is not looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from ncc_tui.domain.figures import decimals_of, rounded
from ncc_tui.domain.model import Action, Definition, Measure, MissingReason, Revision, Stamp, Target
from ncc_tui.domain.movement import Comparison
from ncc_tui.domain.report import Row
from ncc_tui.services.session import Session, may_enter
from ncc_tui.store import small_counts
from ncc_tui.store.connection import Transaction

if TYPE_CHECKING:
    from ncc_tui.domain.document import Document
    from ncc_tui.domain.ledger import Ledger
    from ncc_tui.domain.trend import Trend

WITHHELD_TEXT = "[figure withheld]"

T = TypeVar("T")


@dataclass(frozen=True)
class Veil:
    """What keeps a measure's small counts from a reader: its limit, and the figures below it."""

    limit: Decimal
    small: frozenset[Decimal]

    @classmethod
    def over(cls, limit: Decimal, figures: Iterable[Decimal]) -> Veil:
        """What keeps those of the figures that are small, rounded in any way or not."""
        small = {abs(figure) for figure in figures if 0 < abs(figure) < limit}
        short = {rounded(f, places) for f in small for places in range(decimals_of(f))}
        return cls(limit, frozenset(small | short) - {Decimal(0)})

    def hides(self, value: Decimal | None) -> bool:
        """Whether a figure is one to withhold."""
        return value is not None and 0 < abs(value) < self.limit

    def figure(self, value: Decimal | None) -> Decimal | None:
        """A figure, None where it is withheld."""
        return None if self.hides(value) else value

    def text(self, text: str) -> str:
        """A text with a sign in the place of each withheld figure."""
        # Imported on use: most councils withhold nothing.
        from ncc_tui.domain.mentions import without_figures

        return without_figures(text, self.small, WITHHELD_TEXT)

    def revision(self, revision: Revision) -> Revision:
        """A result that has a reason in the place of a withheld figure."""
        entry = revision.entry
        entry = replace(
            entry,
            value=self.figure(entry.value),
            missing=MissingReason.SUPPRESSED if self.hides(entry.value) else entry.missing,
            comments=self.text(entry.comments),
            override_reason=self.text(entry.override_reason),
            source=self.text(entry.source),
            reason=self.text(entry.reason),
            forecast=self.figure(entry.forecast),
        )
        return replace(revision, entry=entry)

    def action(self, action: Action) -> Action:
        """An action without withheld figures in its words."""
        return replace(action, text=self.text(action.text))

    def target(self, target: Target) -> Target:
        """A target, which is shown, without withheld figures in its reason."""
        return replace(target, stamp=self._stamp(target.stamp)) if target.stamp else target

    def definition(self, definition: Definition) -> Definition:
        """A definition without withheld figures in its reason."""
        return definition._replace(stamp=self._stamp(definition.stamp))

    def row(self, row: Row) -> Row:
        """A row of a report without withheld figures, its ratings as they are."""
        movement = row.movement
        return replace(
            row,
            current=self.revision(row.current) if row.current else None,
            previous=self.revision(row.previous) if row.previous else None,
            actions=tuple(map(self.action, row.actions)),
            movement=movement
            and movement._replace(
                period_before=self._comparison(movement.period_before),
                year_before=self._comparison(movement.year_before),
            ),
        )

    def trend(self, trend: Trend) -> Trend:
        """A trend with a gap for each withheld figure."""
        points = tuple((period, self.figure(value)) for period, value in trend.points)
        return replace(trend, points=points)

    def ledger(self, ledger: Ledger) -> Ledger:
        """A measure's ledgers without withheld figures."""
        return replace(
            ledger,
            revisions=tuple(map(self.revision, ledger.revisions)),
            targets=tuple(map(self.target, ledger.targets)),
        )

    def _comparison(self, comparison: Comparison | None) -> Comparison | None:
        return comparison and comparison._replace(value=self.figure(comparison.value))

    def _stamp(self, stamp: Stamp) -> Stamp:
        return replace(stamp, reason=self.text(stamp.reason))


class OfService(Protocol):
    """A measure, as far as it says whose it is."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def service(self) -> str:
        """The code of the service that keeps it."""


class Sight:
    """What a reader may see of small counts, as it is within one transaction.

    Officers of a measure's service and admins see its small counts, and nobody else does.
    """

    def __init__(self, db: Transaction, sees: Callable[[str], bool], today: date) -> None:
        self._db = db
        self._sees = cache(sees)
        self._today = today
        self._veils: dict[str, Veil] = {}

    @classmethod
    def of(cls, db: Transaction, session: Session) -> Sight:
        """What the officer of a session sees."""
        officer = cache(lambda: session.now(db))
        return cls(db, lambda service: may_enter(db, officer(), service), session.clock.today())

    @classmethod
    def public(cls, db: Transaction, session: Session) -> Sight:
        """What is seen by whoever a report is given to, whoever prints it."""
        return cls(db, lambda _: False, session.clock.today())

    @classmethod
    def whole(cls, db: Transaction, session: Session) -> Sight:
        """All there is, for what checks that it may, or withholds later on."""
        return cls(db, lambda _: True, session.clock.today())

    def veil(self, measure: OfService) -> Veil | None:
        """What keeps a measure's small counts from the reader; None where nothing does."""
        code = measure.code
        if code not in self._limits or self._sees(measure.service):
            return None
        if code not in self._veils:
            figures = small_counts.figures(self._db, code)
            self._veils[code] = Veil.over(self._limits[code], figures)
        return self._veils[code]

    def see(self, measure: OfService, look: Callable[[Veil, T], T], seen: T) -> T:
        """Something of a measure as the reader may see it: `sight.see(measure, Veil.row, row)`."""
        veil = self.veil(measure)
        return seen if veil is None else look(veil, seen)

    def see_all(
        self, measure: OfService, look: Callable[[Veil, T], T], seen: Iterable[T]
    ) -> tuple[T, ...]:
        """The same of several things of one measure."""
        return tuple(self.see(measure, look, one) for one in seen)

    @cached_property
    def _limits(self) -> Mapping[str, Decimal]:
        return small_counts.limits(self._db, self._today)


def withhold(document: Document, veil_of: Callable[[Measure], Veil | None]) -> Document:
    """The document without small counts: in its rows, its trends and the text beside them.

    Its warnings name each measure whose comments or actions gave away a withheld figure.
    """
    warnings: list[str] = []
    trends = dict(document.trends)
    reports = []
    for report in document.reports:
        rows = []
        for row in report.rows:
            veil = veil_of(row.measure)
            rows.append(row if veil is None else veil.row(row))
            if veil is None:
                continue
            code = row.measure.code
            if trend := trends.get(code):
                trends[code] = veil.trend(trend)
            if _texts(rows[-1]) != _texts(row):
                warnings.append(
                    f"The text of {code} gave away a withheld figure; it was replaced "
                    "there. Read it through before it is published."
                )
        reports.append(replace(report, rows=tuple(rows)))
    return replace(document, reports=tuple(reports), trends=trends, warnings=tuple(warnings))


def _texts(row: Row) -> list[str]:
    return [row.comments, *(action.text for action in row.actions)]
