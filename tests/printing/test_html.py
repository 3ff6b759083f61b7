from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from ncc_tui.domain.document import Document
from ncc_tui.printing.html import render_html
from tests.printing.conftest import Browser
from tests.printing.samples import document, hostile_document, long_document, measure, row, trend

CHROMIUM_A4_LANDSCAPE = (842, 595)


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def test_the_published_report_is_there_in_words_and_shapes(care: Document) -> None:
    page = " ".join("".join(Elements(render_html(care)).text).split())
    assert "Current Performance Report at 18 May 2024" in page
    assert "As reported: the figures as they were known at that date. Made 20 May 2024" in page
    assert "▲ Red" in page
    assert "◆ Amber" in page
    assert "1,508" in page
    assert "legal gateway panel" in page
    assert "Jo Smith · by 30 Sep 2024" in page


def test_the_table_says_what_its_cells_belong_to(care: Document) -> None:
    page = Elements(render_html(care))
    assert page.named("html") == [{"lang": "en-GB"}]
    scopes = [attributes.get("scope") for attributes in page.named("th")]
    assert scopes.count("col") == 12
    assert scopes.count("row") == 12
    assert len(page.named("caption")) == 1


def test_every_measure_has_a_trend_with_a_text_alternative(care: Document) -> None:
    page = Elements(render_html(care))
    pictures = page.named("svg")
    assert len(pictures) == 12
    ids = {attributes.get("id") for _, attributes in page.tags}
    for picture in pictures:
        assert picture["role"] == "img"
        assert {picture["aria-labelledby"], picture["aria-describedby"]} <= ids
    assert "Results: Jan 2021 72, Apr 2021 74" in "".join(page.text)


def test_nothing_comes_from_elsewhere_and_nothing_runs(council: Document) -> None:
    for made in (council, hostile_document()):
        written = render_html(made)
        page = Elements(written)
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "img", "link", "iframe", "object", "base", "form"}
        for _, attributes in page.tags:
            assert not any(name.startswith("on") for name in attributes)
            assert "src" not in attributes
            assert (attributes.get("href") or "#").startswith("#")
        assert "url(" not in written
        policy = page.named("meta")[1]
        assert policy["http-equiv"] == "Content-Security-Policy"
        assert "default-src 'none'; style-src 'sha256-" in str(policy["content"])
        assert "unsafe" not in str(policy["content"])


def test_hostile_text_is_shown_as_text() -> None:
    # The pictures have an escaping of their own.
    without_pictures = re.sub("<svg.*?</svg>", "", render_html(hostile_document()), flags=re.DOTALL)
    page = "".join(Elements(without_pictures).text)
    assert "<script>alert(1)</script>" in page
    assert "[red]markup[/red]" in page
    assert "{{ 7 * 7 }}" in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_several_services_begin_with_a_summary(council: Document) -> None:
    page = render_html(council)
    assert page.index("<h2>Summary</h2>") < page.index("<h2>Education, SEND &amp; Skills</h2>")
    text = Elements(page)
    assert len(text.named("table")) == 7
    targets = {link["href"] for link in text.named("a")}
    sections = {f"#{section['id']}" for section in text.named("section") if "id" in section}
    assert targets == sections


def test_marks_are_explained_only_where_they_stand(care: Document) -> None:
    assert "Provisional figure." not in render_html(care)
    marked = document(row(measure(), provisional=True))
    assert "Provisional figure." in render_html(marked)


def test_a_measure_without_results_has_no_picture() -> None:
    bare = document(row(measure(), None, previous=None, target=None), trends={"ONE01": trend()})
    assert "<svg" not in render_html(bare)


def test_the_same_document_gives_the_same_bytes(council: Document) -> None:
    assert render_html(council) == render_html(council)


def test_it_prints_on_a4_landscape_with_the_style_its_policy_allows(
    browser: Browser, care: Document
) -> None:
    pages = PdfReader(browser.printed(render_html(care))).pages
    assert 3 <= len(pages) <= 8
    for number, page in enumerate(pages, 1):
        size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        assert size == CHROMIUM_A4_LANDSCAPE
        # The page numbers come from the style sheet: without it there would be none.
        assert f"Page {number} of {len(pages)}" in " ".join(page.extract_text().split())


def test_print_repeats_the_head_and_cuts_no_row(browser: Browser) -> None:
    pages = PdfReader(browser.printed(render_html(long_document(40)))).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert_nothing_cut(texts, 40)


def assert_nothing_cut(pages: list[str], rows: int) -> None:
    """Each row and each commentary lies on one page, below a head where it is a row."""
    for number in range(1, rows + 1):
        for first, last in (
            (f"Begin{number}x", f"End{number}x"),
            (f"Start{number}x", f"Stop{number}x"),
        ):
            assert [t.count(first) for t in pages] == [t.count(last) for t in pages]
    tabled = [text for text in pages if re.search(r"Quarterly ● ?Green", text)]
    assert len(tabled) >= 3
    assert all("Measure Unit 2023/24 Target Current" in text for text in tabled)


@pytest.mark.parametrize("which", ["care", "council", "hostile"])
def test_axe_finds_no_violation(
    browser: Browser, axe: Path, request: pytest.FixtureRequest, which: str
) -> None:
    made = hostile_document() if which == "hostile" else request.getfixturevalue(which)
    page = render_html(made)
    # The page's own policy would refuse the checker, rightly.
    page = re.sub(r"<meta http-equiv=.*?>", "", page)
    check = f"""<script src="{axe.as_uri()}"></script><script>
    axe.run().then(found => {{
      const said = found.violations.map(v => [v.id, v.help, v.nodes.map(n => n.html).slice(0, 3)]);
      document.body.textContent = 'AXE' + JSON.stringify([found.passes.length, said]) + 'END';
    }});</script></body>"""
    dom = browser.dom(page.replace("</body>", check))
    answer = re.search(r"AXE(.*)END", dom, re.DOTALL)
    assert answer, dom[-500:]
    passes, violations = json.loads(html.unescape(answer[1]))
    assert violations == []
    assert passes > 15
