"""Every format a document can be rendered in; each one's module is imported on use."""

from __future__ import annotations

from dataclasses import dataclass

from ncc_tui.domain.document import Document

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


@dataclass(frozen=True)
class Layout:
    """What a rendering needs to know of where it goes; only text and JSON ask.

    `several` says that the document is of every service, however many there are.
    """

    several: bool = False
    width: int = 100
    colour: bool = False


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

            return _encoded(render_csv(document))
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


def _encoded(text: str) -> bytes:
    return (text.rstrip("\n") + "\n").encode("utf-8", "replace")
