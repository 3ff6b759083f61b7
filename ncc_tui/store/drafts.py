"""Drafts: what an officer has typed but not saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ncc_tui.store.connection import Connection
from ncc_tui.store.records import timestamp


class StoredDraft(NamedTuple):
    """The fields of a form as they were typed, and when they were last kept."""

    login: str
    measure: str
    period: str
    content: Mapping[str, Any]
    saved_at: datetime


def keep_draft(db: Connection, draft: StoredDraft) -> None:
    """Keep a draft in place of the officer's earlier one for that measure and period."""
    db.execute(
        """
        INSERT INTO draft (login, measure, period, content, saved_at)
        VALUES (:login, :measure, :period, :content, :saved_at)
        ON CONFLICT (login, measure, period)
        DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at
        """,
        {
            "login": draft.login,
            "measure": draft.measure,
            "period": draft.period,
            "content": json.dumps(dict(draft.content), ensure_ascii=False),
            "saved_at": timestamp(draft.saved_at),
        },
    )


def drop_draft(db: Connection, login: str, measure: str, period: str | None = None) -> None:
    """Forget an officer's draft for a measure, in one period or in all."""
    db.execute(
        "DELETE FROM draft WHERE login = :login AND measure = :measure "
        "AND (:period IS NULL OR period = :period)",
        {"login": login, "measure": measure, "period": period},
    )


def drafts(db: Connection, login: str, measure: str | None = None) -> list[StoredDraft]:
    """An officer's drafts, newest first."""
    query = (
        "SELECT * FROM draft WHERE login = :login AND (:measure IS NULL OR measure = :measure) "
        "ORDER BY saved_at DESC, measure, period"
    )
    return [
        StoredDraft(
            r["login"],
            r["measure"],
            r["period"],
            json.loads(r["content"]),
            datetime.fromisoformat(r["saved_at"]),
        )
        for r in db.query(query, {"login": login, "measure": measure})
    ]
