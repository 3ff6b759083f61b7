"""The shape of the program: what loads what, and who may know of what."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import ncc_tui
from ncc_tui.services.setup import make_database

PACKAGE = Path(ncc_tui.__file__).parent
HEAVY = ("textual", "rich", "plotext", "sqlite_utils")


def loaded_after(code: str, *arguments: object) -> set[str]:
    """The top-level packages that a fresh Python has loaded once it has run some code."""
    script = (
        f"import sys\n{code}\nprint(*{{m.split('.')[0] for m in sys.modules}}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


RUN = """
from ncc_tui.cli import main
main(sys.argv[1:], standalone_mode=False)
"""


SQLITE = {"sqlite3", "pysqlite3"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("architecture") / "ncc.db"
    make_database(path, "boss", sample=True)
    return path


def test_the_command_line_itself_loads_nothing_heavy() -> None:
    assert loaded_after("import ncc_tui.cli").isdisjoint({*HEAVY, *SQLITE, "openpyxl", "jinja2"})


@pytest.mark.parametrize("form", ["text", "markdown", "json", "csv", "html"])
def test_a_report_loads_no_screen(database: Path, form: str) -> None:
    arguments = ("--db", database, "report", "26", "--at", "2024-05-18", "--format", form)
    loaded = loaded_after(RUN, *arguments)
    assert loaded & SQLITE
    assert "textual" not in loaded


@pytest.mark.parametrize("command", [["why", "CSC04"], ["check"], ["locate"]])
def test_neither_do_the_other_commands(database: Path, command: list[str]) -> None:
    assert loaded_after(RUN, "--db", database, *command).isdisjoint({"textual", "plotext"})


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_question_about_the_program_loads_no_database(option: str) -> None:
    assert loaded_after(RUN.strip(), option).isdisjoint({*HEAVY, *SQLITE})


def modules(folder: str = "") -> Iterator[Path]:
    return (PACKAGE / folder).rglob("*.py")


def imports(module: Path) -> set[str]:
    """Every module that one imports anywhere in it, in full."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def importers(package: str) -> set[str]:
    """The parts of the program, a layer or a module of its top, that import a package."""
    return {
        module.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for module in modules()
        if any(name == package or name.startswith(f"{package}.") for name in imports(module))
    }


def test_the_domain_needs_the_standard_library_and_itself_only() -> None:
    for module in modules("domain"):
        for name in imports(module):
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names or name.startswith("ncc_tui.domain"), module
            assert top not in ("sqlite3", "os", "pathlib", "subprocess", "socket"), module


@pytest.mark.parametrize(
    ("package", "only"),
    [
        ("sqlite3", {"store"}),
        ("sqlite_utils", {"store"}),
        ("plotext", {"charts"}),
        ("textual", {"tui"}),
    ],
)
def test_only_one_part_knows_of_it(package: str, only: set[str]) -> None:
    assert importers(package) == only


LAYERS = ["domain", "store", "services", "charts", "printing", "tui", "commands", "cli"]


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_no_layer_knows_of_those_above_it(layer: str) -> None:
    above = LAYERS[LAYERS.index(layer) + 1 :]
    for module in modules(layer):
        for name in above:
            prefix = f"ncc_tui.{name}"
            known = [i for i in imports(module) if i == prefix or i.startswith(f"{prefix}.")]
            assert not known, f"{module.relative_to(PACKAGE)} imports {known}"


def test_sql_stands_in_the_store_only() -> None:
    for module in modules():
        if "store" in module.relative_to(PACKAGE).parts:
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.split()[:1]
                assert words not in (["SELECT"], ["INSERT"], ["UPDATE"], ["PRAGMA"]), module


def known_by(module: Path, names: dict[str, Path]) -> set[str]:
    """The program's own files that one imports, for typing only or not."""
    return {name for name in imports(module) if name in names and names[name] != module}


def circles(graph: dict[str, set[str]]) -> set[str]:
    """The nodes from which a way leads back to themselves."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        ahead = [*graph[start]]
        while ahead:
            if (node := ahead.pop()) not in seen:
                seen.add(node)
                ahead += graph[node]
        return seen

    return {node for node in graph if node in reached(node)}


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}


def test_no_files_know_of_each_other_in_a_circle() -> None:
    names = {
        ".".join(module.relative_to(PACKAGE.parent).with_suffix("").parts): module
        for module in modules()
    }
    known = {name: known_by(module, names) for name, module in names.items()}
    assert circles(known) == set()


def classes() -> Iterator[tuple[str, Path]]:
    """Every class of the program, those within classes too, with the file it stands in."""
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield node.name, module.relative_to(PACKAGE)


def test_one_name_is_one_thing() -> None:
    named = sorted(classes())
    count = Counter(name for name, _ in named)
    assert [(name, file) for name, file in named if count[name] > 1] == []


def test_every_screen_has_the_one_handler_of_faults() -> None:
    for module in modules("tui"):
        if module != PACKAGE / "tui" / "base" / "screen.py":
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                bases = [ast.unparse(base) for base in getattr(node, "bases", [])]
                assert not [b for b in bases if b.split("[")[0] in ("Screen", "ModalScreen")], (
                    module
                )
