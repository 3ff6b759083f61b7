from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from ncc_tui.domain.document import Document
from ncc_tui.printing.markdown import escaped, render_markdown
from tests.printing.samples import HOSTILE, hostile_document


def rendered(text: str) -> list[tuple[str, str]]:
    """The kinds of a Markdown text's inline parts, with what they say."""
    parser = MarkdownIt("gfm-like")
    return [
        (child.type, child.content)
        for token in parser.parse(text)
        for child in token.children or []
    ]


def test_the_published_report_is_a_table(care: Document) -> None:
    lines = render_markdown(care).splitlines()
    assert lines[0] == "# Current Performance Report at 18 May 2024 · Children's Social Care"
    assert (
        "| 4 | Rate of Children Looked After (CLA) per 10,000 popn (r) | Rates per 10,000 | 75 "
        "| 73 | 75 | Jan 2024 | Quarterly | ● Green | ↓ better | ▲ Red | Up to date |"
    ) in lines
    assert any(line.startswith("- Take each case") for line in lines)


def test_the_table_has_as_many_cells_in_every_row() -> None:
    kinds = MarkdownIt("gfm-like").parse(render_markdown(hostile_document()))
    rows = [kinds[k : k + 40] for k, token in enumerate(kinds) if token.type == "tr_open"]
    assert len(rows) == 1 + 3 + 3 * 18
    for row in rows:
        end = next(k for k, token in enumerate(row) if token.type == "tr_close")
        cells = sum(token.type in ("td_open", "th_open") for token in row[:end])
        assert cells in (6, 12)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_nothing_but_text(text: str) -> None:
    shown = " ".join(text.split())
    blocks = {token.type for token in MarkdownIt("gfm-like").parse(escaped(shown))}
    assert blocks == {"paragraph_open", "inline", "paragraph_close"}
    parts = rendered(escaped(shown))
    # A bare address may become a link to itself: nothing is hidden in that.
    assert {kind for kind, _ in parts} <= {"text", "softbreak", "link_open", "link_close"} | {
        "text_special"
    }
    assert "".join(content for _, content in parts).replace("\ufffd", "") != "" or not shown


def test_several_services_begin_with_a_summary(council: Document) -> None:
    text = render_markdown(council)
    assert "| Children's Social Care | 4 | 1 | 7 | 0 | 1 |" in text
    assert text.index("| Service |") < text.index("## Planning")
