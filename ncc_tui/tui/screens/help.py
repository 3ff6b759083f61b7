"""Help, made from the bindings of the screen it is asked from."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.binding import ActiveBinding
from textual.screen import Screen

from ncc_tui.tui.screens.reading import ReadingScreen


class HelpScreen(ReadingScreen):
    """Every key that works on a screen, with what it does."""

    HELP_TEXT = "This page."

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = getattr(about, "HELP_TEXT", "")
        self._keys = _keys(list(about.active_bindings.values()))

    def on_mount(self) -> None:
        """Write the page."""
        look = self.ncc.look
        text = Text(f"{self._about}\n\n" if self._about else "")
        width = max((len(self._shown(keys)) for keys, _, _ in self._keys), default=0)
        for keys, label, said in self._keys:
            text.append(
                self._shown(keys).ljust(width + 2), Style(bold=True, color=_colour(look.line))
            )
            text.append(f"{label}\n", Style(bold=True))
            if said and said != label:
                text.append(" " * (width + 2) + said + "\n", look.quiet)
        text.append(
            "\n● Green: at the target or better.  ◆ Amber: worse, within the tolerance.  "
            "▲ Red: worse than that.  ○ N/A: no judgement.\n"
            if not look.ascii_only
            else "\nG Green: at the target or better.  A Amber: worse, within the tolerance.  "
            "R Red: worse than that.  - N/A: no judgement.\n"
        )
        self.tell("Keys", text, "Esc closes")

    def _shown(self, keys: list[ActiveBinding]) -> str:
        return " ".join(self.app.get_key_display(active.binding) for active in keys)


def _colour(colour: tuple[int, int, int] | str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour) if isinstance(colour, tuple) else colour


def _keys(active: list[ActiveBinding]) -> list[tuple[list[ActiveBinding], str, str]]:
    """Bindings with a description, those of one action together."""
    grouped: dict[str, list[ActiveBinding]] = {}
    for found in active:
        if found.enabled and found.binding.description and found.binding.id:
            grouped.setdefault(found.binding.action, []).append(found)
    return [
        (found, found[0].binding.description, found[0].tooltip or found[0].binding.tooltip)
        for found in grouped.values()
    ]
