"""Officers' public keys."""

from __future__ import annotations

from datetime import datetime

from ncc_tui.domain.keys import OfficerKey, PublicKey
from ncc_tui.store.changes import Author, put, remove
from ncc_tui.store.connection import Connection
from ncc_tui.store.records import timestamp

_KEYS = """
SELECT login, type, key, comment, added_at, added_by FROM officer_key
WHERE (:login IS NULL OR login = :login) AND (:fingerprint IS NULL OR fingerprint = :fingerprint)
ORDER BY login, added_at, fingerprint
"""


def keys(
    db: Connection, login: str | None = None, fingerprint: str | None = None
) -> list[OfficerKey]:
    """Every key, those of one officer, or the one of a fingerprint."""
    return [
        OfficerKey(
            record["login"],
            PublicKey(record["type"], record["key"], record["comment"]),
            datetime.fromisoformat(record["added_at"]),
            record["added_by"],
        )
        for record in db.query(_KEYS, {"login": login, "fingerprint": fingerprint})
    ]


def add_key(db: Connection, login: str, public: PublicKey, author: Author) -> None:
    """Add a key that is nobody's yet."""
    values = {
        "login": login,
        "type": public.type,
        "key": public.key,
        "comment": public.comment,
        "added_at": timestamp(author.at),
        "added_by": author.login,
    }
    put(db, "officer_key", {"fingerprint": public.fingerprint}, values, author)


def remove_key(db: Connection, fingerprint: str, author: Author) -> bool:
    """Remove a key; gives whether it was there."""
    return remove(db, "officer_key", {"fingerprint": fingerprint}, author)
