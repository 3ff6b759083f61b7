"""What a rendering says to who reads it, whatever its format."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from ncc_tui.domain.document import Document
from ncc_tui.printing.formats import render


def said_in(document: Document, form: str) -> str:
    """The words of a document in a format, in one line."""
    if form == "pdf":
        pytest.importorskip("typst")
    return " ".join(words_of(render(document, form), form).split())


def words_of(data: bytes, form: str) -> str:
    """The words of a rendering in a format."""
    match form:
        case "pdf":
            return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        case "xlsx":
            cells = (
                cell for sheet in load_workbook(io.BytesIO(data)) for row in sheet for cell in row
            )
            return " ".join(str(cell.value) for cell in cells if cell.value is not None)
        case "html":
            body = data.decode().partition("<body")[2]
            return unescape(re.sub("<[^>]+>", " ", f"<body{body}"))
    return data.decode()
