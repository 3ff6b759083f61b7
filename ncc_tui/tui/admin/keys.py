"""An officer's public keys, by which SSH lets them in: pasted, looked at, taken away."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.content import Content

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.dates import format_date
from ncc_tui.domain.keys import OfficerKey, parse_public_key
from ncc_tui.domain.text import one_line
from ncc_tui.services.administration.lists import KeysPage, keys_page
from ncc_tui.services.keys import add_key, remove_key
from ncc_tui.tui.admin.listing import AdminList, counted
from ncc_tui.tui.commands import KEYS_COMMANDS, bindings
from ncc_tui.tui.prompts.line import LineQuestion
from ncc_tui.tui.widgets.bars import TitleLine
from ncc_tui.tui.widgets.table import Column, Line, LineTable

_HINT = (
    "Paste the line of the officer's .pub file. Options in front of it are dropped; its "
    "fingerprint then stands here, to compare with theirs (ssh-keygen -lf)."
)


class KeysScreen(AdminList[KeysPage]):
    """The keys of one officer; each belongs to one officer only."""

    COLUMNS = (
        Column("fingerprint", "Fingerprint", 50),
        Column("added", "Added", 11, from_width=64),
        Column("by", "By", 12, from_width=77),
        Column("type", "Type", 12, from_width=100),
        Column("comment", "Comment", share=1, from_width=100),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*KEYS_COMMANDS)]
    HELP_TEXT = (
        "The public keys by which SSH lets the officer in. A key that is removed lets nobody in "
        "from then on; sessions that are open stay open."
    )

    def __init__(self, login: str) -> None:
        super().__init__()
        self._login = login

    def read(self, as_at: AsAt) -> KeysPage:
        """Read the keys."""
        return keys_page(self.desk.session, self._login, as_at)

    def show_page(self, page: KeysPage) -> None:
        """Show the keys."""
        title = Content.styled(f"Keys of {one_line(page.login)}", "bold")
        self.query_one(TitleLine).show(title, Content(counted(len(page.keys), "key")))
        lines = [self._line(key) for key in page.keys]
        self.query_one(LineTable).show(lines, ascii_only=self.desk.look.ascii_only)
        self.tell_chosen()

    def _line(self, key: OfficerKey) -> Line:
        quiet = self.desk.look.quiet
        cells = [
            (key.public.fingerprint, Style()),
            (format_date(key.added_at.astimezone().date()), quiet),
            (one_line(key.added_by), quiet),
            (key.public.type, quiet),
            (one_line(key.public.comment), Style()),
        ]
        return Line(key.public.fingerprint, cells)

    @property
    def chosen(self) -> OfficerKey | None:
        """The key under the cursor."""
        fingerprint, keys = self.query_one(LineTable).key, self._page.keys if self._page else ()
        return next((key for key in keys if key.public.fingerprint == fingerprint), None)

    def about(self, page: KeysPage) -> Text:
        """The key under the cursor in full, or how to add the first."""
        key = self.chosen
        if key is None:
            return Text("" if page.refusal else "No key yet: a adds one that is pasted.")
        return Text.assemble(
            (f"{key.public.fingerprint}\n", "bold"),
            f"{key.public.type} · {one_line(key.public.comment) or 'no comment'} · added ",
            f"{format_date(key.added_at.astimezone().date())} by {one_line(key.added_by)}",
        )

    def action_new(self) -> None:
        """Ask for a public key, and add it."""

        def take(text: str | None) -> None:
            if text is not None:
                self._add(text)

        heading = f"Public key of {one_line(self._login)}"
        self.app.push_screen(LineQuestion(heading, hint=_HINT, understood=_understood), take)

    def _add(self, text: str) -> None:
        login = self._login
        self.write(
            lambda session: f"Added {add_key(session, login, text).public.fingerprint}.",
            parse_public_key(text).fingerprint,
        )

    def action_remove(self) -> None:
        """Ask, then take the key under the cursor away."""
        if (key := self.chosen) is None:
            return
        login, fingerprint = self._login, key.public.fingerprint

        def remove() -> None:
            self.write(
                lambda session: (
                    f"Removed {remove_key(session, login, fingerprint).public.fingerprint}."
                )
            )

        body = f"{fingerprint}\n{one_line(key.public.comment)}\nIt lets nobody in from then on."
        self.ask_removal("Remove this key?", body, remove)


def _understood(text: str) -> str:
    """The key as it is read; raises InvalidField where there is none."""
    public = parse_public_key(text)
    comment = f" · {public.comment}" if public.comment else ""
    return f"{public.fingerprint}\n{public.type}{comment}"
