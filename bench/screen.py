"""The screen: first paint, a cursor key and memory of the demo, beside the bare app's."""

from __future__ import annotations

from collections.abc import Sequence
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
    def both(unit: str, values: str, of: str, scale: float) -> tuple[Sample, Sample]:
        def sample(seen: _Seen) -> Sample:
            return Sample(tuple(getattr(v, of) * scale for v in getattr(seen, values)), unit)

        return sample(ours), sample(plain)

    paint = Sample(tuple(ours.paints), "s")
    bare_paint = Sample(tuple(plain.paints), "s")
    key, size = both("ms", "repaints", "seconds", 1000), both("kB", "repaints", "size", 0.001)
    most = tuple(Sample((max(s.values),), "kB") for s in size)
    return [
        Line(f"demo: first paint ({colours})", paint, bare_paint, ratio_bound=1.5),
        Line(f"demo: cursor key ({colours})", *key, ratio_bound=3),
        Line("  bytes of it", *size, bound=4),
        Line("  bytes of the largest", *most, bound=4),
        Line("demo: memory", *both("MB", "memory", "now", 1), ratio_bound=2),
        Line("  at its peak", *both("MB", "memory", "peak", 1)),
    ]
