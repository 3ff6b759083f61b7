"""A document as one HTML file, made to be printed on A4 landscape and read by anybody.

Nothing in it comes from elsewhere: the style is inline, the trends are inline SVG, and its
content security policy allows that style and nothing else.
"""

from __future__ import annotations

import base64
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ncc_tui.domain.document import Document
from ncc_tui.domain.ratings import WORST_FIRST
from ncc_tui.printing.pictures import pictures
from ncc_tui.printing.wording import NOTHING, counts, in_words

_FONT = "system-ui, 'Segoe UI', Arial, sans-serif"


def render_html(document: Document) -> str:
    """The document as a page of its own."""
    environment = Environment(
        loader=PackageLoader("ncc_tui.printing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = in_words(document)
    style = environment.get_template("report.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    drawn = pictures(document, page, font=_FONT)
    return environment.get_template("report.html.jinja").render(
        page=page,
        # Ours, or escaped by the module that drew it: nothing here is text as people wrote it.
        pictures={code: Markup(picture.svg) for code, picture in drawn.items()},  # noqa: S704
        style=Markup(style),  # noqa: S704
        style_hash=f"sha256-{digest}",
        ratings=WORST_FIRST,
        counts=counts,
        nothing=NOTHING,
    )
