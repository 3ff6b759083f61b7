"""Help, made from the bindings of the screen it is asked from."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.binding import ActiveBinding
from textual.screen import Screen

from ncc_tui.tui.base.reading import ReadingScreen


class HelpScreen(ReadingScreen):
    """Every key that works on a screen, with what it does."""

    HELP_TEXT = "This page."

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = getattr(about, "HELP_TEXT", "")
        self._keys = _keys(list(about.active_bindings.values()))

    def on_mount(self) -> None:
        """Write the page."""
        self.repaint()

    def repaint(self) -> None:
        """Write the page in the colours there are now."""
        look = self.desk.look
        text = Text(f"{self._about}\n\n" if self._about else "")
        width = max((len(self._names(keys)) for keys, _, _ in self._keys), default=0)
        for keys, label, said in self._keys:
            text.append(
                self._names(keys).ljust(width + 2), Style(bold=True, color=_colour(look.line))
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

    def _names(self, keys: list[ActiveBinding]) -> str:
        return " ".join(self.app.get_key_display(active.binding) for active in keys)


def _colour(colour: tuple[int, int, int] | str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour) if isinstance(colour, tuple) else colour


def _keys(active: list[ActiveBinding]) -> list[tuple[list[ActiveBinding], str, str]]:
    """Bindings with a description, those of one action together."""
    grouped: dict[str, list[ActiveBinding]] = {}
    for binding in active:
        if binding.enabled and binding.binding.description and binding.binding.id:
            grouped.setdefault(binding.binding.action, []).append(binding)
    return [
        (keys, keys[0].binding.description, keys[0].tooltip or keys[0].binding.tooltip)
        for keys in grouped.values()
    ]
