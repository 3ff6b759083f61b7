"""`ncc-tui import`: CSV and XLSX files into the database."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import format_option
from ncc_tui.commands.streams import echo, echo_json
from ncc_tui.domain.errors import InvalidEntry
from ncc_tui.domain.text import one_line

if TYPE_CHECKING:
    from ncc_tui.services.importing import Count, ImportOutcome

_PATIENCE_SECONDS = 1.0
_LISTED = 100
_STDIN = Path("-")
_NAMELESS = "input"
_MOST_TYPED = 20 << 20
_CHUNK = 1 << 20


def _matches(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.rpartition("=") for value in values]
    if any(not text or not meaning for text, _, meaning in pairs):
        raise click.BadParameter("expected TEXT=MEANING, such as 'Ref no=measure'")
    return {text.strip(): meaning.strip() for text, _, meaning in pairs}


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
@click.option("--as", "name", metavar="NAME", help="What standard input (-) is, such as results.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option(
    "--yes", is_flag=True, help="Take what is doubtful as it is offered, and what is unlikely."
)
@click.option(
    "--leave-out", multiple=True, metavar="TEXT", help="Leave out a column, sheet, row or figure."
)
@click.option(
    "--match",
    "matches",
    multiple=True,
    callback=_matches,
    metavar="TEXT=MEANING",
    help="Take a column, a measure's name or a figure for another.",
)
@format_option("text", "json")
@click.pass_context
def import_(
    ctx: click.Context,
    paths: tuple[Path, ...],
    name: str | None,
    dry_run: bool,
    yes: bool,
    leave_out: tuple[str, ...],
    matches: dict[str, str],
    form: str,
) -> None:
    """Import CSV or XLSX files, or folders of them: all of it or, on any error, nothing.

    The PATH - is standard input, one file; --as says what it is where its columns do not.
    """
    from ncc_tui.services.importing import Choices, import_paths

    choices = Choices(yes, frozenset(leave_out), matches)
    invocation: Invocation = ctx.obj
    session = invocation.session()
    try:
        with _given(paths, name) as files, _progress_bar() as progress:
            outcome = import_paths(
                session,
                files,
                dry_run=dry_run,
                confirmed=yes,
                progress=progress,
                choices=choices,
            )
    except KeyboardInterrupt:
        echo("Stopped; nothing was imported.", err=True)
        ctx.exit(1)
    if form == "json":
        echo_json(_json(outcome))
    elif not outcome.error_count:
        for line in _lines(outcome):
            echo(line)
    for problem in outcome.errors:
        echo(problem.message, err=True)
    for offer in outcome.offers:
        echo(f"To decide: {offer.message}.", err=True)
    for doubt in outcome.doubts if outcome.unconfirmed_count else ():
        echo(f"Unlikely: {doubt.message}", err=True)
    if refusal := _refusal(outcome):
        echo(refusal, err=True)
        ctx.exit(1)


@contextmanager
def _given(paths: Sequence[Path], name: str | None) -> Iterator[Sequence[Path]]:
    """The files to read; standard input is put in one of the name that it is to go by."""
    if _STDIN not in paths:
        if name is not None:
            raise click.UsageError("--as says what standard input is: name - as the PATH.")
        yield paths
        return
    if len(paths) > 1:
        raise click.UsageError("- is standard input: give it alone.")
    if not re.fullmatch(r"[A-Za-z][A-Za-z_-]{0,40}", name or _NAMELESS, re.ASCII):
        raise click.UsageError(f"--as takes a name such as results, found '{name}'.")
    with TemporaryDirectory(prefix="ncc-tui-import-") as folder:
        path = Path(folder, f"{name or _NAMELESS}.csv")
        with path.open("wb") as file:
            _take(sys.stdin.buffer, file)
        yield [path]


def _take(source: BinaryIO, file: BinaryIO) -> None:
    """Put standard input in a file; InvalidEntry where it goes on and on.

    An officer's own machine may send it: it must not fill the server's disk, nor keep others
    waiting for what it writes.
    """
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > _MOST_TYPED:
            raise InvalidEntry(
                f"Expected at most {_MOST_TYPED >> 20} MB on standard input; nothing was "
                "imported. Send it in parts, or have an admin import the file on the server."
            )
        file.write(chunk)


def _refusal(outcome: ImportOutcome) -> str:
    """Why nothing was imported, and what to do about it; empty where it could be."""
    if not outcome.obstacles:
        return ""
    refusal = f"{', '.join(outcome.obstacles)}; nothing was imported."
    if outcome.answerable:
        refusal += " --yes takes it as said"
        otherwise = "; --leave-out TEXT or --match TEXT=MEANING decides otherwise."
        refusal += otherwise if outcome.offer_count else "."
    return refusal


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int | None], None] | None]:
    """What to call with the lines read, to show a bar in a terminal once it has taken a while."""
    if not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()
    with ExitStack() as stack:
        bar: Any = None
        shown = 0

        def progress(done: int, total: int | None) -> None:
            nonlocal bar, shown
            if bar is None:
                if not total or time.monotonic() - began < _PATIENCE_SECONDS:
                    return
                bar = stack.enter_context(
                    click.progressbar(length=total, label="Importing", file=sys.stderr)
                )
            bar.update(done - shown)
            shown = done

        yield progress


def _lines(outcome: ImportOutcome) -> Iterator[str]:
    for count in outcome.counts:
        yield f"{_name(count)}: {_counted(count, outcome.written)}"
    revised = [change for change in outcome.changes if change.kind == "revised"]
    for change in revised[:_LISTED]:
        yield f"  {one_line(change.key)}: {one_line(change.old)} -> {one_line(change.new)}"
    if outcome.revised > min(len(revised), _LISTED):
        yield f"  … {outcome.revised - min(len(revised), _LISTED):,} more"
    for left in outcome.left_out[:_LISTED]:
        yield f"Left out: {left.message}."
    if outcome.left_out_count > min(len(outcome.left_out), _LISTED):
        yield f"Left out: {outcome.left_out_count - len(outcome.left_out[:_LISTED]):,} more."
    for note in outcome.notes:
        yield f"Note: {one_line(note)}"


def _name(count: Count) -> str:
    name = one_line(count.file)
    if count.sheet:
        name += f", sheet {one_line(count.sheet)}"
    said = count.sheet or Path(count.file).stem
    return name if said.casefold() == count.table else f"{name} ({count.table})"


def _counted(count: Count, written: bool) -> str:
    if not written:
        return (
            f"{count.added:,} would be added, {count.revised:,} would be revised, "
            f"{count.unchanged:,} would be left as they are"
        )
    return f"{count.added:,} added, {count.revised:,} revised, {count.unchanged:,} left as they are"


def _json(outcome: ImportOutcome) -> dict[str, Any]:
    return {
        "written": outcome.written,
        "dry_run": outcome.dry_run,
        "added": outcome.added,
        "revised": outcome.revised,
        "unchanged": outcome.unchanged,
        "error_count": outcome.error_count,
        "files": [asdict(count) for count in outcome.counts],
        "changes": [asdict(change) for change in outcome.changes],
        "errors": [{**asdict(problem), "message": problem.message} for problem in outcome.errors],
        "doubt_count": outcome.doubt_count,
        "doubts": [{**asdict(doubt), "message": doubt.message} for doubt in outcome.doubts],
        "offer_count": outcome.offer_count,
        "offers": [{**asdict(offer), "message": offer.message} for offer in outcome.offers],
        "left_out_count": outcome.left_out_count,
        "left_out": [{**asdict(left), "message": left.message} for left in outcome.left_out],
        "notes": list(outcome.notes),
    }
