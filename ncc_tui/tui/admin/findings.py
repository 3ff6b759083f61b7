"""What an import did, would do, or found wrong, in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.geometry import Size

from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.text import one_line
from ncc_tui.services.importing import ImportOutcome, Kind, Problem
from ncc_tui.tui.widgets.panel import Panel

_COUNT_WIDTH = 11


class Findings(Panel):
    """What an import did, would do, or found wrong."""

    def __init__(self) -> None:
        super().__init__(id="findings")
        self._outcome: ImportOutcome | None = None

    def tell(self, outcome: ImportOutcome | None) -> None:
        """Tell of an outcome in place of the last."""
        self._outcome = outcome
        self.show(Text())

    def tells(self) -> None:
        """Nothing: an outcome is looked at once."""

    def text_for(self, size: Size) -> Text:
        """The outcome, its columns as wide as there is room for."""
        outcome = self._outcome
        if outcome is None:
            return Text()
        parts = [_counts(outcome, size.width)]
        parts += [_errors(outcome), _offers(outcome)]
        parts += [_listed("Unlikely", [d.message for d in outcome.doubts], outcome.doubt_count)]
        if not outcome.error_count:
            parts.append(_changes(outcome))
        parts += [_left_out(outcome)]
        parts += [Text(f"Note: {one_line(note)}") for note in outcome.notes]
        return Text("\n\n").join(part for part in parts if part)


def count_words(number: int) -> str:
    """A count with its thousands parted."""
    return format_figure(Decimal(number))


def error_words(number: int) -> str:
    """How many errors: `1 error`, `2 errors`."""
    return "1 error" if number == 1 else f"{count_words(number)} errors"


def _counts(outcome: ImportOutcome, width: int) -> Text:
    """A line per file and table: how much of it is new, other, the same, or wrong."""
    if not outcome.counts:
        return Text()
    heads = ("Added", "Revised", "Unchanged", "In error")
    names = []
    for count in outcome.counts:
        name = f"{one_line(count.file)} {one_line(count.sheet)}".rstrip()
        told = Path(count.file).stem.casefold() == count.table or count.sheet == count.table
        names.append(name if told else f"{name} ({count.table})")
    room = max(8, min(max(map(cell_len, names)), width - _COUNT_WIDTH * len(heads)))
    text = Text(" " * room + "".join(head.rjust(_COUNT_WIDTH) for head in heads), "bold")
    for name, count in zip(names, outcome.counts, strict=True):
        numbers = (count.added, count.revised, count.unchanged, count.in_error)
        line = "".join(count_words(number).rjust(_COUNT_WIDTH) for number in numbers)
        text.append(f"\n{set_cell_size(name, room)}{line}", "not bold")
    return text


def _changes(outcome: ImportOutcome) -> Text:
    """What is revised, old and new value, then what is added."""
    parts = []
    for kind, all_of_them in ((Kind.REVISED, outcome.revised), (Kind.ADDED, outcome.added)):
        listed = [change for change in outcome.changes if change.kind is kind]
        if not all_of_them:
            continue
        text = Text(str(kind).capitalize(), "bold")
        for change in listed:
            before = f"{one_line(change.old)} -> " if kind is Kind.REVISED else ""
            said = f"  {one_line(change.key)}: {before}{one_line(change.new)}".rstrip(": ")
            text.append(f"\n{said}", "not bold")
        if more := all_of_them - len(listed):
            text.append(
                f"\n  and {count_words(more)} more" if listed else f": {count_words(more)}",
                "not bold",
            )
        parts.append(text)
    return Text("\n\n").join(parts)


def _offers(outcome: ImportOutcome) -> Text:
    """What is to be decided, and how it would be taken."""
    messages = [offer.message for offer in outcome.offers]
    return _listed("To decide", messages, outcome.offer_count)


def _left_out(outcome: ImportOutcome) -> Text:
    """The rows that hold no result."""
    messages = [left.message for left in outcome.left_out]
    return _listed("Left out", messages, outcome.left_out_count)


def _listed(heading: str, messages: Sequence[str], count: int) -> Text:
    if not messages:
        return Text()
    text = Text(heading, "bold")
    for message in messages:
        text.append(f"\n  {one_line(message)}", "not bold")
    if more := count - len(messages):
        text.append(f"\n  and {count_words(more)} more", "not bold")
    return text


def _errors(outcome: ImportOutcome) -> Text:
    """Each error: where, what was found there and what was expected."""
    text = Text("\n").join(_error(problem) for problem in outcome.errors)
    if (more := outcome.error_count - len(outcome.errors)) > 0:
        text.append(f"\nand {error_words(more)} more")
    return text


def _error(problem: Problem) -> Text:
    where, _, said = problem.message.partition(": ")
    return Text.assemble((where, "bold"), f"\n  {said}")
