from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console
from textual.events import Paste
from textual.widgets import Checkbox, Input, Select, TextArea

from ncc_tui.domain.model import MissingReason
from ncc_tui.domain.ratings import Rating
from ncc_tui.services.entering import Submission, save_result
from ncc_tui.services.session import Clock, open_session
from ncc_tui.store import connection
from ncc_tui.store.connection import Store
from ncc_tui.store.engine import sqlite3
from ncc_tui.tui.prompts.question import Question
from ncc_tui.tui.screens.report import ReportScreen
from ncc_tui.tui.widgets.bars import KeyBar
from ncc_tui.tui.widgets.chart import TrendChart
from ncc_tui.tui.widgets.grid import ReportGrid
from tests.tui.forming import (
    Form,
    form_open,
    inputs_of,
    newest,
    open_form,
    save,
    saved_by,
)
from tests.tui.seeing import (
    AT,
    assert_square,
    flowing,
    grid_lines,
    lines,
    make_app,
    press,
    running,
    settled,
    text,
    until,
    write,
)


def toasts(form: Form) -> str:
    return " ".join(note.message for note in form.pilot.app._notifications)


async def test_a_figure_is_entered_with_e_the_figure_and_ctrl_s(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, "down", "down", "down", "e")
        await write(pilot, "74")
        await save(Form(pilot))
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
        await until(pilot, lambda: " 74 Apr 2024" in grid_lines(pilot)[3])
        grid = pilot.app.screen.query_one(ReportGrid)
        assert grid.row is not None
        assert grid.row.measure.code == "CSC04"
        told = " ".join(note.message for note in pilot.app._notifications)
        assert "Saved CSC04 Apr 2024: 74, ◆ Amber (revision 1)" in told
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert (saved.value, saved.number, saved.recorded_by) == (Decimal(74), 1, "jsmith")


async def test_keys_typed_before_the_form_is_read_are_not_lost(database: Path) -> None:
    async with running(make_app(database)) as pilot:
        await pilot.press("down", "down", "down", "e", "7", "4")
        await settled(pilot)
        assert "74 will be" in text(pilot)


async def test_f2_saves_too(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "70")
        await save(form, "f2")
        await form.until(lambda: form.closed)
        given = form.given[0]
        assert given is not None
        assert given.performance is Rating.GREEN


async def test_the_period_due_next_is_chosen(database: Path) -> None:
    async with form_open(database) as form:
        assert form.holds("period") == "Apr 2024"
        assert "to 30 Jun 2024, not over · no result yet" in form.beside("period")
        assert form.pilot.app.focused is form.screen.query_one("#value")


@pytest.mark.parametrize(
    ("measure", "typed", "value"),
    [("CSC01", "46.7%", "46.7"), ("CSC11", "1,508", "1508"), ("CSC12", "£4.2", "4.2")],
)
async def test_figures_are_understood_as_officers_write_them(
    database: Path, measure: str, typed: str, value: str
) -> None:
    async with form_open(database, measure=measure) as form:
        await write(form.pilot, typed)
        await save(form)
        if isinstance(form.pilot.app.screen, Question):
            await press(form.pilot, "down", "enter")
        await form.until(lambda: form.closed)
    saved = newest(database, "Apr 2024", measure)
    assert saved is not None
    assert saved.value == Decimal(value)


async def test_what_is_no_number_is_told_beside_the_value(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "7x")
        assert form.beside("value") == "Expected a number, such as 46.7, found '7x'."
        await press(form.pilot, "tab", "ctrl+s")
        assert not form.closed
        assert form.pilot.app.focused is form.screen.query_one("#value")
    assert newest(database, "Apr 2024") is None


async def test_a_form_with_no_value_says_what_is_expected(database: Path) -> None:
    async with form_open(database) as form:
        assert form.beside("value") == ""
        await save(form)
        assert form.beside("value") == "Expected a value, or a reason why there is none."


async def test_an_unlikely_value_is_saved_only_when_confirmed(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "760")
        assert "760 is 10 times the last value, 75, or more." in form.beside("value")
        await save(form)
        assert isinstance(form.pilot.app.screen, Question)
        await press(form.pilot, "enter")
        assert newest(database, "Apr 2024") is None
        assert form.holds("value") == "760"
        await press(form.pilot, "ctrl+s", "down", "enter")
        await form.until(lambda: form.closed)
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert saved.value == Decimal(760)


async def test_a_reason_is_given_instead_of_a_value(database: Path) -> None:
    async with form_open(database) as form:
        await press(form.pilot, "enter", "enter", "space", "down", "enter")
        assert form.holds("missing") == "not available"
        assert "No value: not available" in text(form.pilot)
        await save(form)
        await form.until(lambda: form.closed)
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert saved.entry.missing is MissingReason.NOT_AVAILABLE


async def test_a_value_and_a_reason_together_are_refused_beside_the_reason(
    database: Path,
) -> None:
    async with form_open(database) as form:
        form.put(value="74", missing="suppressed")
        await save(form)
        assert "found both" in form.beside("missing")
        assert not form.closed


async def test_a_value_shows_the_ratings_it_will_get_as_it_is_typed(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "7")
        assert "7 will be ● Green Direction of travel ● Green" in flowing(form.pilot)
        await write(form.pilot, "6")
        assert "76 will be ▲ Red Direction of travel ▲ Red" in flowing(form.pilot)
        await press(form.pilot, "backspace", "4")
        assert "74 will be ◆ Amber Direction of travel ● Green" in flowing(form.pilot)


async def test_the_trend_shows_the_point_to_come(database: Path) -> None:
    async with form_open(database) as form:
        chart = form.screen.query_one(TrendChart)
        before = chart.text_for(chart.content_size).plain
        assert "Apr 2024" not in before
        await write(form.pilot, "90")
        after = chart.text_for(chart.content_size).plain
        assert "Apr 2024" in after


async def test_target_previous_value_and_that_of_a_year_before_are_shown(database: Path) -> None:
    async with form_open(database) as form:
        shown = flowing(form.pilot)
        assert "Target 73 Previous 75 Jan 2024 Year before 79 Apr 2023" in shown


async def test_the_last_comments_are_there_to_look_at_and_are_not_copied(database: Path) -> None:
    async with form_open(database) as form:
        assert "Comments of Jan 2024" in text(form.pilot)
        assert "The rate fell again in quarter 4" in text(form.pilot)
        assert form.holds("comments") == ""


async def test_open_actions_are_listed_and_overdue_ones_stand_out(database: Path) -> None:
    async with form_open(database, measure="CSC05") as form:
        shown = str(form.screen.query_one("#context").render())
        assert "! Analyse in more depth why children move" in shown
        assert "by 29 Mar 2024 (overdue)" in shown
        assert "▸ Open the new children's home · Amara Nair · by 20 Dec 2024" in shown


async def test_a_correction_asks_why_and_is_a_revision(database: Path) -> None:
    async with form_open(database, period="Jan 2024") as form:
        before = newest(database, "Jan 2024")
        assert before is not None
        assert form.holds("value") == "73"
        assert form.holds("comments") == before.entry.comments
        assert "corrects 73" in form.beside("period")
        form.put(value="74")
        await save(form)
        await form.until(lambda: "Say why" in form.beside("reason"))
        assert form.pilot.app.focused is form.screen.query_one("#reason")
        await write(form.pilot, "Late returns")
        await save(form)
        await form.until(lambda: form.closed)
    after = newest(database, "Jan 2024")
    assert after is not None
    assert (after.number, after.value) == (before.number + 1, Decimal(74))
    assert after.entry.reason == "Late returns"
    assert after.entry.comments == before.entry.comments


async def test_a_first_result_is_not_asked_why_it_changed(database: Path) -> None:
    async with form_open(database) as form:
        assert not form.screen.query_one("#reason-field").display


async def test_the_period_steps_with_up_and_down_and_is_read_again(database: Path) -> None:
    async with form_open(database) as form:
        await press(form.pilot, "shift+tab")
        assert form.pilot.app.focused is form.screen.query_one("#period")
        await press(form.pilot, "down")
        assert form.holds("period") == "Jan 2024"
        assert form.holds("value") == "73"
        await press(form.pilot, "up")
        assert (form.holds("period"), form.holds("value")) == ("Apr 2024", "")


async def test_a_period_is_typed_in_any_accepted_way(database: Path) -> None:
    async with form_open(database) as form:
        await press(form.pilot, "shift+tab")
        await write(form.pilot, "Q3 2023/24")
        await press(form.pilot, "enter")
        assert form.holds("period") == "Oct 2023"


async def test_a_wrong_period_names_the_nearest_beside_its_field(database: Path) -> None:
    async with form_open(database) as form:
        await press(form.pilot, "shift+tab")
        await write(form.pilot, "Feb 2024")
        await press(form.pilot, "enter")
        assert "the nearest are Jan 2024 and Apr 2024" in form.beside("period")
        await save(form)
        assert not form.closed


async def test_a_period_that_has_not_begun_is_refused_beside_its_field(database: Path) -> None:
    async with form_open(database, period="Jul 2024") as form:
        await write(form.pilot, "74")
        await save(form)
        await form.until(lambda: "has not begun" in form.beside("period"))


@pytest.mark.parametrize("answer", ["bring", "leave", "stay"])
async def test_what_is_typed_outlives_a_change_of_period(database: Path, answer: str) -> None:
    async with form_open(database) as form:
        form.put(value="74", comments="Typed for April")
        await press(form.pilot, "shift+tab", "down")
        assert isinstance(form.pilot.app.screen, Question)
        moves = ["bring", "leave", "stay"].index(answer)
        await press(form.pilot, *["down"] * moves, "enter")
        await settled(form.pilot)
        held = (form.holds("period"), form.holds("value"), form.holds("comments"))
        if answer == "bring":
            assert held == ("Jan 2024", "74", "Typed for April")
            await form.until(lambda: inputs_of(database, "Jan 2024").draft is not None)
            assert inputs_of(database, "Apr 2024").draft is None
        elif answer == "leave":
            assert held[:2] == ("Jan 2024", "73")
            draft = inputs_of(database, "Apr 2024").draft
            assert draft is not None
            assert draft.content["comments"] == "Typed for April"
        else:
            assert held == ("Apr 2024", "74", "Typed for April")


async def test_comments_wrap_undo_and_count_their_words(database: Path) -> None:
    async with form_open(database) as form:
        area = form.screen.query_one("#comments", TextArea)
        area.focus()
        await write(form.pilot, "Numbers rose")
        assert "Comments  2 words" in text(form.pilot)
        form.pilot.app.post_message(Paste("one two three\r\nfour\nfive\x1b[31m six"))
        await settled(form.pilot)
        assert area.text == "Numbers roseone two three\nfour\nfive[31m six"
        assert "Comments  7 words" in text(form.pilot)
        await press(form.pilot, "ctrl+z")
        assert area.text == "Numbers rose"
        await press(form.pilot, "ctrl+y")
        assert area.text.endswith("six")
        area.text = "word " * 100
        await settled(form.pilot)
        assert area.soft_wrap
        assert area.wrapped_document.height > 3


async def test_comments_of_many_lines_are_saved_as_they_are(database: Path) -> None:
    said = "First line\n\nSecond [bold]not markup[/bold] line\n\ttabbed"
    async with form_open(database) as form:
        form.put(value="74", comments=said)
        await save(form)
        await form.until(lambda: form.closed)
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert saved.entry.comments == said


async def test_actions_are_added_with_owner_and_due_date(database: Path) -> None:
    async with form_open(database) as form:
        form.put(value="74")
        form.screen.query(".action-text").first().focus()
        await write(form.pilot, "Ring the panel")
        assert len(form.screen.query(".action-text")) == 2
        await press(form.pilot, "enter")
        await write(form.pilot, "am")
        assert "Right takes Amara Nair, else it is am, who has no login" in text(form.pilot)
        await write(form.pilot, "ara")
        assert "Amara Nair (anair)" in text(form.pilot)
        await press(form.pilot, "enter")
        await write(form.pilot, "30 Jun")
        assert "by Sun 30 Jun 2024" in text(form.pilot)
        await save(form)
        await form.until(lambda: form.closed)
        assert "1 action added" in toasts(form)
    action = inputs_of(database).actions[-1]
    assert (action.text, action.owner, action.due_on) == (
        "Ring the panel",
        "anair",
        date(2024, 6, 30),
    )


async def test_a_wrong_due_date_of_an_action_is_told_below_it(database: Path) -> None:
    async with form_open(database) as form:
        form.put(value="74")
        form.screen.query(".action-text").first().focus()
        await write(form.pilot, "Ring")
        await press(form.pilot, "tab", "tab")
        await write(form.pilot, "soon")
        assert "Expected a date such as 2024-05-18" in flowing(form.pilot)
        await save(form)
        assert not form.closed


async def test_a_rating_set_by_hand_needs_a_reason(database: Path) -> None:
    async with form_open(database) as form:
        assert not form.screen.query_one("#override_reason-field").display
        form.put(value="76", override="Green")
        await settled(form.pilot)
        assert "● Green set by hand, by the rule ▲ Red" in flowing(form.pilot)
        await save(form)
        assert "Expected a reason" in form.beside("override_reason")
        await write(form.pilot, "A change of rules")
        await save(form)
        await form.until(lambda: form.closed)
        assert "● Green set by hand" in toasts(form)
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert (saved.entry.override, saved.entry.override_reason) == (
        Rating.GREEN,
        "A change of rules",
    )


async def test_provisional_is_ticked_with_space_and_enter_goes_on(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        await press(form.pilot, "enter", "space", "enter")
        assert form.pilot.app.focused is form.screen.query_one("#missing")
        await save(form)
        await form.until(lambda: form.closed)
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert saved.entry.provisional


async def test_the_day_it_is_reported_on_can_be_set_but_not_in_the_future(database: Path) -> None:
    async with form_open(database) as form:
        form.put(value="74", reported_on="19 May 2024")
        await save(form)
        await form.until(lambda: "is in the future" in form.beside("reported_on"))
        form.put(reported_on="01/05/2024")
        await save(form)
        await form.until(lambda: form.closed)
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert saved.reported_on == date(2024, 5, 1)


async def test_escape_leaves_at_once_where_nothing_changed(database: Path) -> None:
    async with form_open(database) as form:
        await press(form.pilot, "escape")
        assert form.given == [None]


async def test_escape_asks_where_something_changed(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        await press(form.pilot, "escape")
        assert isinstance(form.pilot.app.screen, Question)
        await press(form.pilot, "enter")
        assert form.holds("value") == "74"
        await press(form.pilot, "escape", "down", "down", "enter")
        await form.until(lambda: form.closed)
        await form.until(lambda: inputs_of(database).draft is None)
    assert newest(database, "Apr 2024") is None


async def test_a_letter_beside_a_field_is_no_command(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        await press(form.pilot, "tab", "q", "1", "2")
        assert not form.closed
        assert form.holds("value") == "74"


async def test_the_keys_are_explained_and_the_form_stays(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        await press(form.pilot, "f1")
        assert "Save the result" in text(form.pilot)
        await press(form.pilot, "escape")
        assert form.holds("value") == "74"


async def test_somebody_who_may_not_enter_results_is_told_so(database: Path) -> None:
    async with form_open(database, officer="epotts") as form:
        await form.until(lambda: form.closed)
        assert "epotts is a viewer and may not enter results." in toasts(form)


async def test_a_locked_database_shows_busy_keeps_the_form_and_saves_later(database: Path) -> None:
    other = sqlite3.connect(database, isolation_level=None)
    async with form_open(database, period="Jan 2024") as form:
        await write(form.pilot, "74")
        form.put(reason="Recounted", comments="")
        other.execute("BEGIN IMMEDIATE")
        await form.pilot.press("ctrl+s")
        await form.until(lambda: "Waiting for others to finish saving" in flowing(form.pilot))
        # Typing goes on meanwhile, and what is typed then is not lost.
        form.screen.query_one("#comments").focus()
        await form.pilot.press("M", "o", "r", "e")
        await form.until(lambda: form.holds("comments") == "More")
        other.execute("ROLLBACK")
        await form.until(lambda: "Save again for what you typed since" in flowing(form.pilot))
        assert not form.closed
        await save(form)
        await form.until(lambda: form.closed)
    other.close()
    saved = newest(database, "Jan 2024")
    assert saved is not None
    assert (saved.number, saved.value, saved.entry.comments) == (4, Decimal(74), "More")
    assert inputs_of(database, "Jan 2024").draft is None


async def test_a_database_locked_too_long_is_told_in_a_sentence(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store.__init__, "__kwdefaults__", {"busy_seconds": 0.1})
    other = sqlite3.connect(database, isolation_level=None)
    async with form_open(database) as form:
        form.put(value="74", comments="Long text")
        other.execute("BEGIN IMMEDIATE")
        await save(form)
        await form.until(lambda: "ncc.db is busy: somebody else is writing." in flowing(form.pilot))
        assert (form.holds("value"), form.holds("comments")) == ("74", "Long text")
        other.execute("ROLLBACK")
        await save(form)
        await form.until(lambda: form.closed)
    other.close()


@pytest.mark.parametrize(
    ("pragma", "told"),
    [("query_only = ON", "is read-only"), ("max_page_count = 1", "The disk is full")],
)
async def test_a_database_that_takes_nothing_leaves_all_on_screen(
    database: Path, monkeypatch: pytest.MonkeyPatch, pragma: str, told: str
) -> None:
    plain = connection.connect

    def limited(*arguments, **options):
        db = plain(*arguments, **options)
        db.execute(f"PRAGMA {pragma}")
        return db

    monkeypatch.setattr(connection, "connect", limited)
    async with form_open(database) as form:
        form.put(value="74", comments="Long text " * 2000)
        await form.until(lambda: "Draft not kept" in text(form.pilot))
        await form.until(lambda: told in flowing(form.pilot))
        await save(form)
        await form.until(
            lambda: f"is still here. {told}" in flowing(form.pilot) or told in flowing(form.pilot)
        )
        assert "all you typed is still here" in flowing(form.pilot)
        assert form.holds("comments") == "Long text " * 2000
        await press(form.pilot, "escape", "down", "enter")
        await form.until(lambda: "Not kept as a draft" in text(form.pilot))
        assert told in flowing(form.pilot)
        assert not form.closed


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_the_form_fits_the_screen_and_keeps_its_keys_in_view(
    database: Path, size: tuple[int, int]
) -> None:
    async with form_open(database, size=size) as form:
        await write(form.pilot, "74")
        assert_square(form.pilot)
        assert form.screen.query_one(KeyBar).region.bottom == size[1]
        assert "^s Save" in lines(form.pilot)[-1]
        assert "F1 Help" in lines(form.pilot)[-1] or "f1 Help" in lines(form.pilot)[-1]
        assert "74 will be  ◆ Amber" in text(form.pilot)
        for _ in range(12):
            await press(form.pilot, "tab")
            focused = form.pilot.app.focused
            assert focused is not None
            seen = form.screen.query_one("#columns").region
            assert seen.overlaps(focused.region)


@pytest.mark.parametrize(("theme", "plain", "sign"), [("ascii", False, "R"), (None, True, "▲")])
async def test_ratings_read_without_colour(
    database: Path, theme: str | None, plain: bool, sign: str
) -> None:
    async with form_open(database, theme=theme, plain=plain) as form:
        await write(form.pilot, "76")
        await press(form.pilot, "tab", "space")
        assert f"76 will be  {sign} Red" in text(form.pilot)
        assert "[x] provisional" in text(form.pilot)
        await save(form)
        await form.until(lambda: form.closed)
        assert f"{sign} Red" in toasts(form)


async def test_what_people_wrote_is_never_markup(database: Path) -> None:
    nasty = "[red]x[/] [/bold] [@click=app.quit]y[/] \x1b[31m \u202egnp"
    saved_by(database, "anair", "71", comments=nasty)
    async with form_open(database, period="Apr 2024") as form:
        shown = form.holds("comments")
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[red]x[/]" in text(form.pilot)
        form.put(provisional="", value="71")
        form.screen.query_one("#provisional").focus()
        await press(form.pilot, "space", "ctrl+s")
        await form.until(lambda: form.closed)
    saved = newest(database, "Apr 2024")
    assert saved is not None
    assert saved.number == 2
    assert saved.entry.comments == nasty


@pytest.mark.parametrize("way", [("h", "e"), ("2", "enter")])
async def test_a_figure_typed_over_the_one_that_stands_there_replaces_it(
    database: Path, way: tuple[str, ...]
) -> None:
    async with running(make_app(database)) as pilot:
        await press(pilot, *way)
        form = Form(pilot)
        before = form.holds("value")
        await pilot.press("8", "3")
        await settled(pilot)
        assert form.holds("value") == "83", before


async def test_a_wrong_date_of_an_action_is_gone_to_and_its_text_stays(database: Path) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        row = form.screen.query("#new-actions ActionRow")[0]
        text_field, due = row.query(Input).first(), row.query(Input).last()
        text_field.value, due.value = "Do it", "31 Feb"
        await save(form)
        assert form.pilot.app.focused is due
        assert text_field.value == "Do it"


async def test_what_counts_from_after_the_report_looked_at_is_said(database: Path) -> None:
    app = make_app(database, at=date(2024, 4, 1))
    async with running(app) as pilot:
        form = await open_form(pilot, "CSC04", "Jan 2024")
        await write(pilot, "74")
        form.put(reason="Recounted")
        await save(form)
        await form.until(lambda: form.closed)
        told = " ".join(note.message for note in pilot.app._notifications)
        assert "It counts from 18 May 2024: the report at 1 Apr 2024 stays as it is" in told


async def test_what_belongs_to_a_figure_goes_and_comes_with_it(database: Path) -> None:
    session = open_session(database, "jsmith", Clock.held_at(AT))
    standing = inputs_of(database, "Jan 2024").newest
    assert standing is not None
    entry = replace(
        standing.entry,
        provisional=True,
        override=Rating.AMBER,
        override_reason="One family",
        reason="Judged",
    )
    save_result(session, Submission("CSC04", standing.period, entry, standing.number))
    session.store.close()
    async with form_open(database, period="Jan 2024") as form:
        assert form.holds("provisional") == "ticked"
        await write(form.pilot, "74")
        assert form.holds("provisional") == ""
        assert form.holds("override_reason") == ""
        form.screen.query_one("#provisional", Checkbox).value = True
        await write(form.pilot, "5")  # what is ticked for the new figure stays
        assert form.holds("provisional") == "ticked"
        form.put(value=str(standing.value))
        await settled(form.pilot)
        assert form.holds("override_reason") == "One family"


def judged(database: Path) -> Decimal:
    """Have Jan 2024's rating set by hand; gives its figure."""
    session = open_session(database, "jsmith", Clock.held_at(AT))
    standing = inputs_of(database, "Jan 2024").newest
    assert standing is not None
    entry = replace(
        standing.entry, override=Rating.AMBER, override_reason="One family", reason="Judged"
    )
    save_result(session, Submission("CSC04", standing.period, entry, standing.number))
    session.store.close()
    assert standing.value is not None
    return standing.value


@pytest.mark.parametrize("written", ["73.0", "73.", " 73", "73.00"])
async def test_a_figure_written_otherwise_keeps_the_rating_set_by_hand(
    database: Path, written: str
) -> None:
    assert judged(database) == 73
    async with form_open(database, period="Jan 2024") as form:
        await write(form.pilot, written)
        assert form.holds("override") == "Amber"
        assert form.holds("override_reason") == "One family"


async def test_a_rating_set_by_hand_before_its_figure_is_typed_stays(database: Path) -> None:
    async with form_open(database, period="Jan 2024") as form:
        form.put(override="Green")
        await settled(form.pilot)
        form.put(override_reason="A change of rules")
        await settled(form.pilot)
        form.put(value="76")
        await settled(form.pilot)
        assert form.holds("override") == "Green"
        assert form.holds("override_reason") == "A change of rules"


async def test_one_key_turns_to_the_result_in_the_report_and_back(database: Path) -> None:
    async with form_open(database) as form:
        assert form.holds("period") == "Apr 2024"
        assert "F3: correct Jan 2024 (75 in the report)" in form.beside("period")
        await press(form.pilot, "f3")
        assert form.holds("period") == "Jan 2024"
        assert "F3: enter Apr 2024 instead" in form.beside("period")
        assert form.pilot.app.focused is form.screen.query_one("#value")
        await press(form.pilot, "f3")
        assert (form.holds("period"), form.holds("value")) == ("Apr 2024", "")


async def test_turning_to_the_other_result_asks_what_becomes_of_what_is_typed(
    database: Path,
) -> None:
    async with form_open(database) as form:
        await write(form.pilot, "74")
        await press(form.pilot, "f3")
        assert isinstance(form.pilot.app.screen, Question)
        await press(form.pilot, "escape")
        assert (form.holds("period"), form.holds("value")) == ("Apr 2024", "74")


async def test_a_correction_says_when_what_it_corrects_counts_only_from_later(
    database: Path,
) -> None:
    async with form_open(database, period="Jan 2024") as form:
        said = " ".join(form.beside("period").split())
        assert "corrects 73 (revision 2" in said
        assert "which counts from 14 Nov 2024; until then 75" in said


async def test_enter_goes_through_every_field_and_opens_nothing(database: Path) -> None:
    async with form_open(database, period="Jan 2024") as form:
        form.put(override="Green")
        await settled(form.pilot)
        been = [form.pilot.app.focused]
        while been.count(been[-1]) == 1:
            await press(form.pilot, "tab" if isinstance(been[-1], TextArea) else "enter")
            assert form.pilot.app.screen is form.screen
            assert not any(s.expanded for s in form.screen.query(Select))
            been.append(form.pilot.app.focused)
        ids = {widget.id for widget in been if widget is not None}
        assert {"value", "missing", "reason", "comments", "reported_on", "override"} <= ids
        await press(form.pilot, "enter")
        assert form.holds("override") == "Green"


async def test_who_has_no_login_can_own_an_action(database: Path) -> None:
    async with form_open(database) as form:
        form.put(value="74")
        form.screen.query(".action-text").first().focus()
        await write(form.pilot, "Ring the panel")
        await press(form.pilot, "enter")
        await write(form.pilot, "Housing team")
        assert "Housing team, who has no login" in text(form.pilot)
        await save(form)
        await form.until(lambda: form.closed)
    assert inputs_of(database).actions[-1].owner == "Housing team"


async def test_a_due_date_that_is_past_is_asked_about(database: Path) -> None:
    async with form_open(database) as form:
        form.put(value="74")
        form.screen.query(".action-text").first().focus()
        await write(form.pilot, "Ring")
        await press(form.pilot, "enter", "enter")
        await write(form.pilot, "1 Mar 2024")
        due = form.pilot.app.focused
        assert "by Fri 1 Mar 2024, which is past" in text(form.pilot)
        await save(form)
        assert "Is that meant?" in text(form.pilot)
        await press(form.pilot, "enter")
        assert form.pilot.app.focused is due
        assert newest(database, "Apr 2024") is None
        await press(form.pilot, "ctrl+s", "down", "enter")
        # What else is unlikely is still asked about.
        assert "Apr 2024 is not over" in text(form.pilot)
        await press(form.pilot, "down", "enter")
        await form.until(lambda: form.closed)
    assert inputs_of(database).actions[-1].due_on == date(2024, 3, 1)


async def test_an_empty_field_shows_no_date_as_if_it_were_typed(database: Path) -> None:
    async with form_open(database) as form:
        for box in form.screen.query(Input):
            assert not any(c.isdigit() for c in box.placeholder), box
            assert box.get_component_rich_style("input--placeholder").italic
        assert "empty: today, 18 May 2024" in form.beside("reported_on").replace("\n", " ")
        form.put(reported_on="1/5")
        await settled(form.pilot)
        assert "Wed 1 May 2024" in form.beside("reported_on")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("plain", [False, True])
async def test_the_form_can_be_read_behind_a_question(
    database: Path, size: tuple[int, int], plain: bool
) -> None:
    async with form_open(database, size=size, plain=plain) as form:
        await write(form.pilot, "74")
        await press(form.pilot, "escape")
        assert isinstance(form.pilot.app.screen, Question)
        assert "Go on typing" in text(form.pilot)
        assert "74 will be" in text(form.pilot)
        assert "Rate of Children Looked After" in text(form.pilot)


async def test_a_notice_covers_neither_the_commentary_nor_the_keys(database: Path) -> None:
    app = make_app(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        before = lines(pilot)
        pilot.app.notify("Saved CSC04 Apr 2024: 74, Amber (revision 1)")
        await until(pilot, lambda: "Saved CSC04" in text(pilot))
        assert lines(pilot)[2:] == before[2:]


async def test_an_empty_field_can_be_seen_where_grounds_look_alike(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Console, "color_system", "standard")
    async with form_open(database) as form:
        value = form.screen.query_one("#value")
        line = lines(form.pilot)[value.region.y]
        assert line[value.region.x] == "|"
        assert line[value.region.right - 1] == "|"
