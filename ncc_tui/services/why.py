"""How each cell of a measure's row came about."""

from __future__ import annotations

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.errors import NotFound
from ncc_tui.domain.why import Explanation, explain
from ncc_tui.services.disclosure import Sight, Veil
from ncc_tui.services.reports import find_measure, seen_rows
from ncc_tui.services.session import Session
from ncc_tui.store.ledgers import definition_revisions, result_revisions, target_revisions


def explain_row(session: Session, measure: str, as_at: AsAt) -> Explanation:
    """How each cell of a measure's row at a date came about."""
    with session.store.reading() as db:
        found = find_measure(db, measure)
        sight = Sight.of(db, session)
        rows = seen_rows(db, as_at, sight, found.service, None)
        row = next((r for r in rows if r.measure.code == found.code), None)
        if row is None:
            defined = find_measure(db, found.code, as_at)
            apart = "was added later"
            if not defined.runs_at(as_at.day):
                apart = defined.standing(as_at.day).replace("retired", "was retired")
            raise NotFound(f"{found.code} is not reported at {format_date(as_at.day)}: it {apart}.")
        return explain(
            row,
            as_at,
            sight.see_all(found, Veil.revision, result_revisions(db, found)),
            sight.see_all(found, Veil.target, target_revisions(db, found)),
            sight.see_all(found, Veil.definition, definition_revisions(db, found)),
        )
