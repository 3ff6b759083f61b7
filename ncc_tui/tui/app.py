"""The app: wiring only. Screens hold the state, services do the work."""

from __future__ import annotations

import gc
from collections.abc import Iterable, MutableMapping, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.driver import Driver
from textual.events import Event, InputEvent, Key, Paste
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import Worker

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NccError
from ncc_tui.services import aside, reports
from ncc_tui.services.pages.council import CouncilPage
from ncc_tui.services.pages.report import ReportPage
from ncc_tui.services.session import Session
from ncc_tui.tui import preferences
from ncc_tui.tui.base.page import PageScreen
from ncc_tui.tui.base.screen import DeskScreen
from ncc_tui.tui.commands import APP_COMMANDS, bindings
from ncc_tui.tui.faults import failure
from ncc_tui.tui.themes import ASCII_ONLY, DEFAULT_THEME, THEMES, VARIABLES, Look
from ncc_tui.tui.typeahead import TypeAhead

if TYPE_CHECKING:
    from ncc_tui.store.connection import Watch

WATCH_SECONDS = 1.0
IDLE_LOOK_SECONDS = 5.0


@runtime_checkable
class KeepsDrafts(Protocol):
    """A screen that keeps what is typed in it."""

    def unkept(self) -> Sequence[aside.Unkept]:
        """What is typed and not in the database."""


class NccApp(App[None]):
    """Opens on a service's report, or on the council's overview."""

    TITLE = "NCC Performance"
    # With it the style sheet of every screen: what the first brought would have all parsed again.
    CSS_PATH = ["app.tcss", "base/screens.tcss"]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-middling"), (32, "-high")]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*APP_COMMANDS)]

    def __init__(
        self,
        session: Session,
        as_at: AsAt,
        *,
        first: CouncilPage | ReportPage | None = None,
        preferences_path: Path | None = None,
        plain: bool = False,
        driver: type[Driver] | None = None,
    ) -> None:
        """`first` is a page already read, to open on; `plain` leaves colours to the terminal."""
        super().__init__(driver_class=driver, ansi_color=True if plain else None)
        self.session = session
        self.as_at = as_at
        self.opens_at = as_at.day
        self.places: MutableMapping[str, str] = {}
        self._first = first
        self._plain = plain
        self._preferences_path = preferences_path
        self._preferences = (
            preferences.load(preferences_path) if preferences_path else (preferences.Preferences())
        )
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_with(self._preferences.theme)
        self.look = self._look_now()
        self.set_keymap(dict(self._preferences.keys))
        self._watch: Watch | None = None
        self._type_ahead = TypeAhead(self)
        self._idle_seconds: float | None = None
        self._active_at = monotonic()

    def _begin_with(self, theme: str) -> None:
        """Take the theme to open with, as no change: that has every style sheet parsed again."""
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        self.set_class(True, f"-theme-{theme}", "-dark-mode" if dark else "-light-mode")
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give Textual's own themes the variables that ours define."""
        return dict(VARIABLES)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add to Textual's filters, for terminals that have only ASCII, one that gives no other."""
        filters = super().get_line_filters()
        return [*filters, ASCII_ONLY] if self.look.ascii_only else filters

    def _look_now(self) -> Look:
        variables = {**VARIABLES, **self.current_theme.variables}
        return Look.of(variables, self.theme, plain=self._plain)

    def on_mount(self) -> None:
        """Open on the page handed in or on the overview; watch for what others save."""
        self.theme_changed_signal.subscribe(self, lambda _: self._repaint())
        self.set_class(self.console.color_system == "standard", "-few-colours")
        # Textual draws nothing until its start is over; a screen put up in it is laid out twice.
        self.call_later(self._open_first)
        self._watching = self.set_interval(WATCH_SECONDS, self._look_for_changes)
        self.set_interval(IDLE_LOOK_SECONDS, self._leave_when_idle)

    async def _open_first(self) -> None:
        first, self._first = self._first, None
        if isinstance(first, ReportPage):
            await self.push_screen(_report(first.report.service.code, first))
        else:
            await self.push_screen(_overview(first, leads=True))
        self.screen.call_after_refresh(_wake_collector)

    def on_unmount(self) -> None:
        """Let go of the database."""
        if self._watch is not None:
            self._watch.close()

    async def on_event(self, event: Event) -> None:
        """Let keys in one at a time."""
        if isinstance(event, (InputEvent, Paste)):
            self._active_at = monotonic()
        typed = isinstance(event, (Key, Paste)) and not event.is_forwarded
        if not (typed and self._type_ahead.holds(event)):
            await super().on_event(event)

    async def leave(self) -> None:
        """Leave the app; not while a screen is being put up, which would be a fault of it."""
        await self._type_ahead.settled()
        self.exit()

    async def _leave_when_idle(self) -> None:
        """Leave where nobody has pressed a key for too long; what is typed is kept as a draft."""
        idle = monotonic() - self._active_at
        if self._idle_seconds is None or idle < self._idle_seconds or self._exit:
            return
        await self._type_ahead.settled()
        self.exit(message="Left, as no key was pressed for a while. What was typed is kept.")

    def set_aside(self) -> None:
        """Keep what is typed outside the database, from any thread, where there is no time left."""
        for screen in self.screen_stack:
            if isinstance(screen, KeepsDrafts):
                aside.set_aside(self.session, screen.unkept())

    def look_at(self, as_at: AsAt) -> None:
        """Show another date, or the other past, on every screen."""
        if as_at == self.as_at:
            return
        self.as_at = as_at
        if isinstance(self.screen, PageScreen):
            self.screen.reload()

    def open_report(self, service: str) -> None:
        """Show a service's report in place of the screens above the overview."""
        self._only(_report(service))

    def open_council(self) -> None:
        """Show the overview of services."""
        self._only(_overview())

    def action_show_reports(self) -> None:
        """Show the overview."""
        self.open_council()

    def action_show_due(self) -> None:
        """Show the results due and overdue."""
        from ncc_tui.tui.screens.due import DueScreen

        self._only(DueScreen())

    def action_show_admin(self) -> None:
        """Show what an admin may do, and the set-up."""
        from ncc_tui.tui.admin.screen import AdminScreen

        self._only(AdminScreen())

    def _only(self, screen: Screen[Any]) -> None:
        """Put a screen in place of every other that was opened."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(screen)

    def action_help(self) -> None:
        """Show the keys of the screen shown."""
        from ncc_tui.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_command_palette(self) -> None:
        """Open the palette; from a search box, with the commands of the rows found."""
        if isinstance(self.screen, PageScreen):
            self.screen.leave_search()
        super().action_command_palette()

    def action_next_theme(self) -> None:
        """Take the next theme."""
        names = [theme.name for theme in THEMES]
        place = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(place + 1) % len(names)]
        self.notify(f"Theme: {self.theme}", timeout=2)

    def _repaint(self) -> None:
        self.look = self._look_now()
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.repaint()
        chosen = preferences.Preferences(self.theme, self._preferences.keys)
        if chosen != self._preferences and self._preferences_path is not None:
            self._preferences = chosen
            preferences.save(self._preferences_path, chosen)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every command of the screen, and every theme, for the palette."""
        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if not binding.id or not active.enabled or binding.action in seen:
                continue
            seen.add(binding.action)
            yield SystemCommand(
                f"{binding.description}  ({self.get_key_display(binding)})",
                binding.tooltip,
                lambda key=binding.key: self.simulate_key(key),
            )
        for theme in THEMES:
            yield SystemCommand(
                f"Theme: {theme.name}",
                "Change the colours",
                lambda name=theme.name: setattr(self, "theme", name),
            )

    @work(thread=True, exit_on_error=False, group="watch", exclusive=True)
    def _look_for_changes(self) -> None:
        try:
            if self._watch is None:
                # Not at the start, which it would delay: what was saved since is read now.
                self._watch = self.session.watch()
            elif not self._watch.changed():
                return
            self._idle_seconds = reports.idle_seconds(self.session)
        except NccError as error:
            self.call_from_thread(self._stop_watching, str(error))
        else:
            self.call_from_thread(self._refresh_shown)

    def _stop_watching(self, sentence: str) -> None:
        """Say once that what others save no longer appears by itself."""
        self._watching.stop()
        said = f"{sentence} What others save no longer appears by itself."
        self.notify(said, severity="error", markup=False, timeout=15)

    def _refresh_shown(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.others_saved()

    @on(Worker.StateChanged)
    def _tell_fault(self, event: Worker.StateChanged) -> None:
        if (error := failure(event)) is not None:
            self.notify(str(error), severity="error", markup=False, timeout=15)


def _wake_collector() -> None:
    """End the collector's rest; what the start made stays, and is not looked at again."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


# Screens are imported on use: what opens first should not wait for the rest.
def _report(service: str, page: ReportPage | None = None) -> Screen[Any]:
    from ncc_tui.tui.screens.report import ReportScreen

    return ReportScreen(service, page)


def _overview(page: CouncilPage | None = None, *, leads: bool = False) -> Screen[Any]:
    from ncc_tui.tui.screens.council import CouncilScreen

    return CouncilScreen(page, leads=leads)


__all__ = ["DEFAULT_THEME", "NccApp"]
