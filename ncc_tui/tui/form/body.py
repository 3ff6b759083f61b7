"""The column of fields of a result form."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Label, Select

from ncc_tui.domain.model import MissingReason
from ncc_tui.domain.ratings import Rating
from ncc_tui.tui.form.beside import words_in
from ncc_tui.tui.form.fields import (
    Choice,
    CommentsArea,
    Field,
    NewActions,
    PeriodInput,
    Tick,
    chosen,
)
from ncc_tui.tui.form.typed import Typed, TypedAction
from ncc_tui.tui.themes import Look


class FormBody(VerticalScroll):
    """Holds what is typed, and says beside each field what is to be said of it."""

    def __init__(self) -> None:
        super().__init__(id="fields", can_focus=False)
        self.period = PeriodInput(id="period", compact=True)
        self.value = Input(id="value", compact=True)
        self._provisional = Tick("provisional", id="provisional", compact=True)
        self._missing = Choice(
            [(str(reason), str(reason)) for reason in MissingReason],
            prompt="why there is no value",
            id="missing",
            compact=True,
        )
        self._reason = Input(id="reason", placeholder="why it changed", compact=True)
        self._comments = CommentsArea(id="comments", compact=True, highlight_cursor_line=False)
        self._actions = NewActions()
        self._forecast = Input(id="forecast", compact=True)
        self._reported_on = Input(id="reported_on", compact=True)
        self._override = Choice(
            [(str(rating), str(rating)) for rating in Rating],
            prompt="by the rule",
            id="override",
            compact=True,
        )
        self._override_reason = Input(
            id="override_reason", placeholder="why it is set by hand", compact=True
        )

    def compose(self) -> ComposeResult:
        yield Field("Period", self.period, id="period-field")
        yield Field("Value", self.value, id="value-field")
        yield Field("", self._provisional, id="provisional-field")
        yield Field("No value", self._missing, id="missing-field")
        yield Field("Why changed", self._reason, id="reason-field")
        yield Label(id="comments-label")
        yield self._comments
        yield Label(id="actions-label")
        yield self._actions
        yield Field("Forecast", self._forecast, id="forecast-field")
        yield Field("Reported on", self._reported_on, id="reported_on-field")
        yield Field("Rating", self._override, id="override-field")
        yield Field("Its reason", self._override_reason, id="override_reason-field")

    @property
    def typed(self) -> Typed:
        """What the fields hold, the period aside; also once they are gone from the screen."""
        return Typed(
            value=self.value.value,
            missing=chosen(self._missing),
            provisional=self._provisional.value,
            comments=self._comments.text,
            reason=self._reason.value,
            forecast=self._forecast.value,
            reported_on=self._reported_on.value,
            override=chosen(self._override),
            override_reason=self._override_reason.value,
            actions=self._actions.typed,
        )

    def fill(self, typed: Typed, officers: Mapping[str, str]) -> None:
        """Put something in every field; `officers` are names by login, for the actions."""
        self.value.value = typed.value
        self._missing.value = typed.missing or Select.NULL
        self._provisional.value = typed.provisional
        self._reason.value = typed.reason
        self._comments.text = typed.comments
        self.fill_actions(typed.actions, officers)
        self._forecast.value = typed.forecast
        self._reported_on.value = typed.reported_on
        self._override.value = typed.override or Select.NULL
        self._override_reason.value = typed.override_reason

    def fill_tied(self, typed: Typed) -> None:
        """Put in what belongs to a figure: provisional, and the rating set by hand."""
        self._provisional.value = typed.provisional
        self._override.value = typed.override or Select.NULL
        self._override_reason.value = typed.override_reason

    def fill_actions(self, actions: tuple[TypedAction, ...], officers: Mapping[str, str]) -> None:
        """Put new actions in place of those there."""
        self._actions.fill(actions, officers)

    def say(
        self,
        hints: Mapping[str, str],
        problems: Mapping[str, str],
        *,
        correcting: bool,
        look: Look,
    ) -> None:
        """Say beside each field, by its name, what is wrong with it or else its hint."""
        for field in self.query(Field):
            name = str(field.id).removesuffix("-field")
            field.say(problems.get(name) or hints.get(name, ""), wrong=name in problems)
        self._actions.say(hints, problems)
        count = words_in(self._comments.text)
        for label, heading, about in (
            ("#comments-label", "Comments", f"{count} · Enter begins a line, Tab goes on"),
            ("#actions-label", "New actions", "by when: day month year, such as 30 Jun"),
        ):
            words = Text.assemble((heading, "bold"), (f"  {about}", look.quiet))
            self.query_one(label, Label).update(words)
        self.query_one("#reason-field").display = correcting
        self.query_one("#override_reason-field").display = bool(chosen(self._override))

    def go_to(self, field: str) -> None:
        """Put the cursor in a field; `action0` and `action0.due` are in the new actions."""
        if field.startswith("action"):
            number, _, part = field.removeprefix("action").partition(".")
            self._actions.filled[int(number)].go_to(due=bool(part))
        else:
            self.query_one(f"#{field}").focus()
