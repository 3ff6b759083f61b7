"""Every format a document can be rendered in; each one's module is imported on use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ncc_tui.domain.document import Document
from ncc_tui.domain.errors import NccError

WITH_TRENDS = frozenset({"html", "pdf"})
SUFFIXES = {
    "text": ".txt",
    "markdown": ".md",
    "json": ".json",
    "csv": ".csv",
    "html": ".html",
    "pdf": ".pdf",
    "xlsx": ".xlsx",
}
# To be seen in a program of their own: no use on a terminal.
NOT_FOR_TERMINALS = frozenset({"html", "pdf", "xlsx"})


class WrongEnding(NccError):
    """A file whose ending is that of no format, or of another than was asked for."""


@dataclass(frozen=True)
class Layout:
    """What a rendering needs to know of where it goes; only text, JSON and CSV ask.

    `several` says that the document is of every service, however many there are; `in_file` that
    it goes to a file, which people open, and not through a pipe to a program.
    """

    several: bool = False
    width: int = 100
    colour: bool = False
    in_file: bool = True


def format_of(path: Path, form: str | None = None) -> str:
    """The format of a file: `form` if asked for, else what its ending says, else text.

    Raises WrongEnding where the ending is unknown or does not agree with what was asked for.
    """
    ending = path.suffix.lower()
    if not ending:
        return form or "text"
    known = {suffix: name for name, suffix in SUFFIXES.items()}
    if ending not in known:
        *some, last = known
        raise WrongEnding(f"Expected a file ending in {', '.join(some)} or {last}, found '{path}'.")
    if form is not None and known[ending] != form:
        raise WrongEnding(
            f"{path} would hold {known[ending]} by its ending, and {form} was asked for: "
            f"name a file ending in {SUFFIXES[form]}."
        )
    return known[ending]


def render(document: Document, form: str, layout: Layout | None = None) -> bytes:
    """Render a document in a format of SUFFIXES; raises NccError where it cannot be."""
    layout = layout or Layout(several=len(document.reports) != 1)
    match form:
        case "text":
            from ncc_tui.printing.text import render_text

            return _encoded(render_text(document, width=layout.width, colour=layout.colour))
        case "markdown":
            from ncc_tui.printing.markdown import render_markdown

            return _encoded(render_markdown(document))
        case "json":
            from ncc_tui.printing.json_ import render_json

            return _encoded(render_json(document, several=layout.several))
        case "csv":
            from ncc_tui.printing.csv_ import render_csv

            # By its mark a spreadsheet knows UTF-8; a program that reads a pipe trips on it.
            return _encoded(render_csv(document), "utf-8-sig" if layout.in_file else "utf-8")
        case "html":
            from ncc_tui.printing.html import render_html

            return _encoded(render_html(document))
        case "pdf":
            from ncc_tui.printing.pdf import render_pdf

            return render_pdf(document)
        case "xlsx":
            from ncc_tui.printing.xlsx import render_xlsx

            return render_xlsx(document)
    raise ValueError(f"no such format: {form}")


def _encoded(text: str, encoding: str = "utf-8") -> bytes:
    return (text.rstrip("\n") + "\n").encode(encoding, "replace")
