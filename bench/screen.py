"""The screen: first paint, a cursor key and memory of the demo, beside the bare app's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import bare
from bench.program import BARE, ROOT, environment, ncc_tui
from bench.table import Line, Sample
from bench.terminal import Memory, Repaint, Terminal

DOWN = b"\x1b[B"


@dataclass
class _Seen:
    """What the runs of one app gave."""

    paints: list[float] = field(default_factory=list)
    repaints: list[Repaint] = field(default_factory=list)
    memory: list[Memory] = field(default_factory=list)

    def look(self, command: Sequence[str], env: dict[str, str], last: str, rows: int) -> None:
        """Run it once: wait for the last row's words, go down to the last row, and leave."""
        with Terminal(command, env, ROOT) as terminal:
            self.paints.append(terminal.wait_for(last))
            terminal.settle()
            self.repaints += [terminal.press(DOWN) for _ in range(rows - 1)]
            self.memory.append(terminal.memory())


def measure(home: Path, titles: Sequence[str], rounds: int, *, colorterm: str = "") -> list[Line]:
    """Run both apps in turns; `titles` are the demo's rows."""
    more = {"COLORTERM": colorterm} if colorterm else {}
    env = environment(home, **more)
    ours, plain = _Seen(), _Seen()
    # A run that is not counted: it compiles what has never run, and fills the disk's cache.
    _Seen().look(BARE, env, bare.LAST_WORDS, 1)
    _Seen().look(ncc_tui("demo"), env, titles[-1][:16], 1)
    for _ in range(rounds):
        plain.look(BARE, env, bare.LAST_WORDS, bare.ROWS)
        ours.look(ncc_tui("demo"), env, titles[-1][:16], len(titles))
    return _lines(ours, plain, colorterm or "256 colours")


def _lines(ours: _Seen, plain: _Seen, colours: str) -> list[Line]:
    def line(
        what: str,
        value: Callable[[_Seen], Iterable[float]],
        unit: str,
        *,
        ratio_bound: float | None = None,
        bound: float | None = None,
    ) -> Line:
        return Line(
            what,
            Sample(tuple(value(ours)), unit),
            Sample(tuple(value(plain)), unit),
            ratio_bound=ratio_bound,
            bound=bound,
        )

    def sizes(seen: _Seen) -> list[float]:
        return [repaint.size / 1000 for repaint in seen.repaints]

    return [
        line(f"demo: first paint ({colours})", lambda s: s.paints, "s", ratio_bound=1.5),
        line(
            f"demo: cursor key ({colours})",
            lambda s: (repaint.seconds * 1000 for repaint in s.repaints),
            "ms",
            ratio_bound=3,
        ),
        line("  bytes of it", sizes, "kB", bound=4),
        line("  bytes of the largest", lambda s: [max(sizes(s))], "kB", bound=4),
        line("demo: memory", lambda s: (m.now for m in s.memory), "MB", ratio_bound=2),
        line("  at its peak", lambda s: (m.peak for m in s.memory), "MB", ratio_bound=2),
    ]
