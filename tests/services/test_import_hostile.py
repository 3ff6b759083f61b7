"""Two thousand bad files: each is refused in sentences or comes in whole; none by halves."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ncc_tui.domain.text import one_line
from ncc_tui.services.importing import Choices, import_paths
from ncc_tui.services.importing.tables import TABLES
from ncc_tui.services.session import Clock, Session, open_session
from tests.services.conftest import AT
from tests.services.importing import BASICS, basics, dump
from tests.services.test_import_xlsx import workbook

quick = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

GOOD = {
    **BASICS,
    "officers.csv": "login,name,role,services\nann,Ann,officer,1;2\n",
    "targets.csv": "measure,period,target\nQ1,Apr 2023,75\nM1,2024-01,-\n",
    "results.csv": "measure,period,value,comments,actions,provisional,missing_reason,override,"
    "override_reason,reported_on,source,reason\n"
    'Q1,Jan 2024,"1,508","a\nb","Do it",yes,,Amber,Because,2024-04-03,s,\n'
    "M1,01/02/2024,x,,,,suppressed,,,,,\n",
    "actions.csv": "measure,period,action,owner,due_on,done_on\n"
    "Q1,Jan 2024,Do it,ann,1 May 2024,\n",
    "benchmarks.csv": "measure,period,comparator,value,source\nQ1,Apr 2023,England,7,DfE\n",
    "settings.csv": "setting,value\norganisation,Us\n",
    "wide.csv": "Measure,Apr 2023,Jul 2023\nQ1,1,2\n",
}
BOOK = workbook(
    {
        name.removesuffix(".csv"): [line.split(",") for line in text.splitlines()]
        for name, text in GOOD.items()
        if name in ("results.csv", "targets.csv", "wide.csv")
    }
)

cells = st.one_of(
    st.sampled_from(
        [
            *("Q1", "M1", "Y1", "q1", "1", "2", "", "-", "x", "n/a", "Jan 2024", "2024-02-30"),
            *("Apr 2023", "2199-12-01", "1900-01-01", "2000-01", "Q5 2023/24", "£", "%", "1e400"),
            *("1e-400", "-0", "NaN", "inf", "0x10", "1,2,3", "٣", "=1+1", "'=1", "'", '"', "\r"),
            *(
                "yes",
                "Green",
                "suppressed",
                "Monthly",
                "Annually",
                "higher",
                "admin",
                "99999999999",
            ),
            *("tbc", "1,750*", "A quarterly figures", "Total", "Actual", "2023/24", "Measure"),
            *("1;2", "a\nb", "\x1b[2J", "\u202e", "\ufeff", "\ud7ff", "e" * 300, "9" * 400),
        ]
    ),
    st.text(max_size=8),
)
headers = st.sampled_from(TABLES).flatmap(
    lambda table: (
        st.lists(
            st.sampled_from([*table.columns, "Apr 2023", "Q1", "2023/24", "", "code", "Ref"]),
            min_size=1,
            max_size=8,
        )
        | st.just([*table.required, *table.optional[:2]])
    )
)
names = st.sampled_from([*GOOD, "stuff.csv", "a.xlsx", "RESULTS.CSV"])


@st.composite
def grids(draw: st.DrawFn) -> tuple[str, bytes]:
    """Cells that mean something, in places where they do not."""
    header = draw(headers)
    rows = draw(st.lists(st.lists(cells, min_size=len(header), max_size=len(header)), max_size=6))
    mark = draw(st.sampled_from([",", ";", "\t"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    quote = draw(st.booleans())
    lines = [mark.join(f'"{c}"' if quote else c for c in row) for row in (header, *rows)]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return draw(names), end.join(lines).encode(encoding, "replace")


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file with some bytes changed, cut or doubled."""
    name = draw(st.sampled_from(list(GOOD)))
    return name, _damage(draw, GOOD[name].encode())


@st.composite
def damaged_books(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good workbook, damaged from outside or within one of its members."""
    if draw(st.integers(0, 2)) == 0:
        return "a.xlsx", _damage(draw, BOOK)
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(content, "w") as new:
        victim = draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, _damage(draw, data) if name == victim else data)
    return "a.xlsx", content.getvalue()


def _damage(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        piece = draw(
            st.binary(max_size=4)
            | st.sampled_from([b"\0", b'"', b"\n", b",", b"\xff\xfe", b"<", b">", b"9" * 30])
        )
        cut = draw(st.integers(0, 12))
        data = data[:at] + piece + data[at + cut :]
    return data


Trial = Callable[[str, bytes], None]


@pytest.fixture(scope="module")
def trial(
    made_databases: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Trial]:
    """Imports a file: if that is refused, everything must be as it was before."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(made_databases["empty"], folder / "a.db")
    session = open_session(folder / "a.db", "chief", Clock.held_at(AT))
    basics(session, folder)

    def attempt(name: str, data: bytes) -> None:
        path = folder / name
        path.write_bytes(data)
        before = dump(session)
        try:
            outcomes = [import_paths(session, [path], confirmed=True)]
            if outcomes[0].offers:
                assert dump(session) == before
                choices = Choices(yes=True)
                outcomes.append(import_paths(session, [path], confirmed=True, choices=choices))
        finally:
            path.unlink()
        for outcome in outcomes:
            said = [problem.message for problem in outcome.errors]
            said += [offer.message for offer in outcome.offers]
            said += [left.message for left in outcome.left_out]
            assert all(one_line(message) == message for message in said)
        assert outcome.written == (outcome.error_count + outcome.offer_count == 0)
        if outcome.written:
            assert whole(session)
        else:
            assert dump(session) == before

    yield attempt
    session.store.close()


def whole(session: Session) -> bool:
    with session.store.reading() as db:
        return not list(db.execute("PRAGMA foreign_key_check"))


@settings(quick, max_examples=900)
@given(file=grids())
def test_cells_out_of_place(trial: Trial, file: tuple[str, bytes]) -> None:
    trial(*file)


@settings(quick, max_examples=500)
@given(file=damaged())
def test_damaged_csv(trial: Trial, file: tuple[str, bytes]) -> None:
    trial(*file)


@settings(quick, max_examples=400)
@given(file=damaged_books())
def test_damaged_workbooks(trial: Trial, file: tuple[str, bytes]) -> None:
    trial(*file)


@settings(quick, max_examples=200)
@given(name=names, data=st.binary(max_size=300))
def test_bytes_that_are_no_file(trial: Trial, name: str, data: bytes) -> None:
    trial(name, data)
