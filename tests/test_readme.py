"""The README says what the program is today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.reference import PAGES, README, written
from ncc_tui.cli import COMMANDS


def words() -> str:
    """The README and its pages, one after the other."""
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    assert written(words()) == words(), "Run: make reference"
    for part in ("keys", "commands", "fields"):
        assert words().count(f"<!-- {part} -->") == 1


def test_every_dependency_is_named_with_its_reason() -> None:
    project = (README.parent / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    assert listed is not None
    names = ["typst", *re.findall(r'"([A-Za-z0-9_.-]+?)[>=<]', listed[1])]
    assert [name for name in names if f"| {name} |" not in words()] == []


def test_every_command_is_told_of() -> None:
    assert [name for name in COMMANDS if f"ncc-tui {name}" not in words()] == []


def test_the_readme_is_a_page() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 160


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_and_file_it_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!http|#)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_section_that_the_code_refers_to_is_there() -> None:
    headings = re.findall(r"^#+ (.+)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    sources = [
        path
        for folder, kind in (("ncc_tui", "*.py"), ("db", "*.sql"))
        for path in (README.parent / folder).rglob(kind)
    ]
    texts = [path.read_text(encoding="utf-8") for path in sources]
    cited = {name for text in texts for name in re.findall(r"README(?:\.md)?, ([\w ]+)", text)}
    assert len(cited) > 1
    assert cited <= set(headings)
    assert not [text for text in texts if "design section" in text]
