"""Actions: rows of their own, carried forward until done."""

from __future__ import annotations

from datetime import date

from ncc_tui.domain.errors import NotFound
from ncc_tui.domain.model import Action, Measure
from ncc_tui.store.changes import Author, log, put
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import from_action, to_action


def actions(db: Connection, measure: Measure, at: date | None = None) -> list[Action]:
    """A measure's actions, oldest first; with a date, those a report at it shows."""
    query = "SELECT * FROM action WHERE measure = :measure ORDER BY period, id"
    found = [to_action(r, measure.cycle) for r in db.query(query, {"measure": measure.code})]
    return [action for action in found if at is None or action.stands_at(at)]


def add_action(db: Connection, action: Action, author: Author) -> int:
    """Add an action (its id is not looked at); gives the id it got."""
    row = from_action(action)
    columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    cursor = db.execute(f"INSERT INTO action ({columns}) VALUES ({marks})", row)
    number = int(cursor.lastrowid or 0)
    log(db, "action", {"id": number}, None, {"id": number, **row}, author)
    return number


def change_action(db: Connection, action: Action, author: Author) -> bool:
    """Change an action's text, owner, due or done date; gives whether anything changed.

    Raises NotFound where there is no such action.
    """
    if not list(db.query("SELECT 1 FROM action WHERE id = :id", {"id": action.id})):
        raise NotFound(f"There is no action {action.id}.")
    return put(db, "action", {"id": action.id}, from_action(action), author)
