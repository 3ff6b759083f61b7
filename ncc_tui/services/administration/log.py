"""The log: who changed what and when, in the ledgers and in every other table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from ncc_tui.domain.dates import MONTHS, format_date, parse_date
from ncc_tui.domain.errors import NotFound
from ncc_tui.services.administration.ledgers import since_words
from ncc_tui.services.reports import nearest
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Transaction
from ncc_tui.store.log import LEDGERS, Logged, logged, logged_tables, revised

# The other tables, of which the change log tells.
_TABLES = ("service", "officer", "officer_service", "officer_key", "measure", "setting")
MOST = 200


@dataclass(frozen=True)
class LogLine:
    """Something that was written: when, by whom, of which table and thing, and what it says."""

    at: datetime
    by: str
    name: str
    table: str
    key: str
    what: str
    entry: Logged

    @property
    def words(self) -> str:
        """All of it, to be searched."""
        return f"{self.by} {self.name} {self.table} {self.key} {self.what}"


@dataclass(frozen=True)
class LogFilter:
    """What is looked for in the log: by whom, since when, of which table, with which words."""

    by: str | None = None
    since: date | None = None
    of: str | None = None
    words: str = ""

    def __str__(self) -> str:
        said = (("by", self.by), ("since", self.since), ("of", self.of))
        marked = [f"{name}:{value}" for name, value in said if value]
        return " ".join([*marked, *filter(None, [self.words])])


@dataclass(frozen=True)
class LogField:
    """What a field of a row said before and after it was written; None where there was no row."""

    name: str
    before: str | None
    after: str | None

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


def parse_filter(text: str) -> LogFilter:
    """Read one line such as `by:jsmith since:2024-05-01 of:target 75`; what is unmarked is words.

    Raises InvalidDate, and NotFound for a table that there is not.
    """
    marked: dict[str, str] = {}
    words = []
    for word in text.split():
        name, colon, value = word.partition(":")
        if colon and value and name.casefold() in ("by", "since", "of"):
            marked[name.casefold()] = value
        else:
            words.append(word)
    since, of = marked.get("since"), marked.get("of")
    return LogFilter(
        by=marked.get("by"),
        since=parse_date(since) if since else None,
        of=_table(of, {*LEDGERS, *_TABLES}) if of else None,
        words=" ".join(words),
    )


def read_log(
    session: Session,
    *,
    by: str | None = None,
    since: date | None = None,
    of: str | None = None,
    words: str = "",
    most: int = MOST,
) -> tuple[LogLine, ...]:
    """What was written, newest first: by a login, since a day, of a table, with some words in it.

    Only an admin reads it, for it shows what reports withhold. Raises NotPermitted, and NotFound
    naming the nearest table.
    """
    with session.store.reading() as db:
        session.require_admin(db)
        return read_lines(db, LogFilter(by, since, of, words), most)


def read_lines(db: Transaction, wanted: LogFilter, most: int = MOST) -> tuple[LogLine, ...]:
    """The same, in a transaction that is open."""
    of, by, since = wanted.of, wanted.by, wanted.since
    table = _table(of, {*LEDGERS, *_TABLES, *logged_tables(db)}) if of else None
    names = {officer.login: officer.name for officer in catalogue.officers(db)}
    lines = (_line(entry, names) for entry in logged(db, by=by, since=since, table=table))
    words = wanted.words.casefold().split()
    matching = (line for line in lines if all(w in line.words.casefold() for w in words))
    return tuple(islice(matching, most))


def log_fields(session: Session, line: LogLine) -> tuple[LogField, ...]:
    """Every field of what was written, before and after, for an admin; raises NotPermitted."""
    with session.store.reading() as db:
        session.require_admin(db)
        entry = line.entry
        before, after = entry.before, entry.after
        if entry.revision is not None:
            before, after = revised(db, entry)
    names = {**(before or {}), **(after or {})}
    return tuple(LogField(name, _said(before, name), _said(after, name)) for name in names)


def _said(row: Mapping[str, Any] | None, name: str) -> str | None:
    return None if row is None else _shown(row.get(name))


def _table(text: str, tables: Collection[str]) -> str:
    known = sorted(tables)
    word = text.strip().casefold().replace("-", "_")
    for name in (word, word.removesuffix("s")):
        if name in known:
            return name
    near = nearest(word, known)
    hint = f"Did you mean {near}?" if near else f"There are {', '.join(known)}."
    raise NotFound(f"The log has no table '{text}'. {hint}")


def _line(entry: Logged, names: Mapping[str, str]) -> LogLine:
    name = names.get(entry.by, entry.by)
    month = f" {MONTHS[entry.period.month - 1]} {entry.period.year}" if entry.period else ""
    return LogLine(
        entry.at, entry.by, name, entry.table, f"{entry.key}{month}", _what(entry), entry
    )


def _what(entry: Logged) -> str:
    if entry.revision is not None:
        reason = f": {entry.reason}" if entry.reason else ""
        since = since_words(entry.counts_from)
        if entry.table == "result" and entry.counts_from:
            since = f"reported on {format_date(entry.counts_from)}"
        return f"{entry.said} (revision {entry.revision}, {since}){reason}"
    before, after = entry.before, entry.after
    if before is None:
        return f"added: {', '.join(_fields(after or {}))}"
    if after is None:
        return f"removed: {', '.join(_fields(before))}"
    changed = (key for key in after if before.get(key) != after[key])
    return ", ".join(f"{key}: {_shown(before.get(key))} → {_shown(after[key])}" for key in changed)


def _fields(row: Mapping[str, Any]) -> Iterator[str]:
    return (f"{key}: {_shown(value)}" for key, value in row.items() if value not in (None, ""))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)
