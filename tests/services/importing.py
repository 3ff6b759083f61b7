"""What tests of importing share: writing files, importing them, and looking at what is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ncc_tui.domain.model import Revision
from ncc_tui.services.importing import ImportOutcome, import_paths
from ncc_tui.services.reports import measure
from ncc_tui.services.session import Session
from ncc_tui.store.ledgers import result_revisions

MEASURE_HEADER = "service,number,code,measure,unit,frequency,polarity"
BASICS = {
    "services.csv": "code,service\n1,One\n2,Two\n",
    "measures.csv": f"{MEASURE_HEADER}\n"
    "1,1,Q1,A quarterly figure,Number,Quarterly,higher\n"
    "1,2,M1,A monthly figure,Percentage,Monthly,lower\n"
    "2,1,Y1,A yearly figure,Number,Annually,higher\n",
}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    return folder


def bring_in(session: Session, folder: Path, **files: str | bytes) -> ImportOutcome:
    """Import files given as name=content, `.csv` being added; what is unlikely is confirmed."""
    named = {name if "." in name else f"{name}.csv": content for name, content in files.items()}
    write(folder, named)
    return import_paths(session, [folder / name for name in named], confirmed=True)


def basics(session: Session, folder: Path) -> None:
    outcome = import_paths(session, [write(folder / "basics", BASICS)])
    assert outcome.written, outcome.errors


def ledger(session: Session, code: str) -> list[Revision]:
    with session.store.reading() as db:
        return result_revisions(db, measure(session, code))


def values(session: Session, code: str) -> list[tuple[str, str | None, str]]:
    """A measure's revisions: period, value or missing reason, and the date each counts from."""
    return [
        (
            r.period.label,
            str(r.entry.missing) if r.value is None else f"{r.value:f}",
            r.reported_on.isoformat(),
        )
        for r in ledger(session, code)
    ]


def messages(outcome: ImportOutcome) -> list[str]:
    return [problem.message for problem in outcome.errors]


def dump(session: Session) -> dict[str, list[str]]:
    """Everything in the database but drafts and the audit clock."""
    with session.store.reading() as db:
        return {table: sorted(map(repr, db.execute(f"SELECT * FROM {table}"))) for table in _TABLES}


_TABLES = (
    "service",
    "measure",
    "officer",
    "officer_service",
    "target",
    "result",
    "action",
    "action_revision",
    "definition",
    "benchmark",
    "setting",
    "change_log",
)
