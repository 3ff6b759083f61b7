"""Telling of drafts that wait to be saved, and going on with one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from rich.text import Text
from textual.widgets import Static

from ncc_tui.domain.text import one_line
from ncc_tui.services.drafts import Draft
from ncc_tui.tui.base.page import PageScreen, WithDue
from ncc_tui.tui.sentences import draft_words, waiting_words


class WithDrafts(WithDue, Protocol):
    """What a page says that knows of the officer's drafts."""

    @property
    def drafts(self) -> Sequence[Draft]:
        """What the officer has typed and not saved."""


PageWithDrafts = TypeVar("PageWithDrafts", bound=WithDrafts)


class DraftsScreen(PageScreen[PageWithDrafts]):
    """A page that says which drafts wait; one key goes on with one."""

    @property
    def drafts(self) -> Sequence[Draft]:
        """The officer's drafts, as last read."""
        return self._page.drafts if self._page is not None else ()

    def show_notice(self, notice: str) -> None:
        """Tell in the line #notice of drafts that wait, else what the council has to say."""
        line, waiting = self.query_one("#notice", Static), waiting_words(self.drafts)
        said = Text(waiting, "bold") if waiting else Text(one_line(notice), self.desk.look.quiet)
        line.update(said)
        line.display = bool(said)

    def action_draft(self) -> None:
        """Go on with a draft that waits; where there are several, ask which."""
        drafts = self.drafts

        def take(place: str | None) -> None:
            from ncc_tui.tui.form.screen import ResultForm

            if place is not None:
                draft = drafts[int(place)]
                self.app.push_screen(ResultForm(draft.measure.code, draft.period))

        if len(drafts) > 1:
            from ncc_tui.tui.prompts.options import ListQuestion

            options = [(str(place), draft_words(draft)) for place, draft in enumerate(drafts)]
            self.app.push_screen(ListQuestion("Go on with which draft?", options), take)
        elif drafts:
            take("0")
        else:
            self.notify("No draft waits: all that you typed is saved.")
