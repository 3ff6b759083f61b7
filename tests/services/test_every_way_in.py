"""Each rule of entering a result, taken through the form, `record`, bulk entry and import."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from ncc_tui.commands.record import record
from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.errors import NccError
from ncc_tui.domain.model import Entry, MissingReason, Revision
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Rating
from ncc_tui.domain.text import LONGEST_TEXT
from ncc_tui.services import bulk, reports
from ncc_tui.services.entering import Submission, save_many, save_result
from ncc_tui.services.forms import form_inputs
from ncc_tui.services.importing import import_paths
from ncc_tui.services.session import Session
from ncc_tui.tui.form.typed import Typed
from tests.services.conftest import AT
from tests.services.importing import MEASURE_HEADER, bring_in, ledger

QUARTERLY = Cycle(Frequency.QUARTERLY)


@dataclass(frozen=True)
class Said:
    """What somebody says of one result; what is None they do not say."""

    value: str = "5"
    missing: str | None = None
    comments: str | None = None
    provisional: bool | None = None
    override: str | None = None
    override_reason: str | None = None
    reason: str | None = None
    forecast: str | None = None
    reported_on: str | None = None
    measure: str = "N1"
    period: str = "Jan 2024"

    @property
    def start(self) -> Period:
        """The period said."""
        return QUARTERLY.parse(self.period)

    @property
    def given(self) -> dict[str, str | bool]:
        """What is said beside the value."""
        beside = [f.name for f in fields(self) if f.name not in ("value", "measure", "period")]
        return {name: said for name in beside if (said := getattr(self, name)) is not None}


@dataclass(frozen=True)
class Way:
    """A way in: what can be said by it, and how; it answers what it was told, nothing if saved."""

    name: str
    says: frozenset[str]
    enter: Callable[[Session, Path, Said, bool], str]

    def can_say(self, said: Said) -> bool:
        """Whether this way has a place for all that is said."""
        both = bool(said.value and said.missing)
        return self.says.issuperset(said.given) and not (both and self.name == "bulk")


def by_form(session: Session, _: Path, said: Said, confirmed: bool) -> str:
    inputs = form_inputs(session, said.measure, said.start)
    typed = replace(Typed.of(inputs.newest), value=said.value, **said.given)  # type: ignore[arg-type]
    read = typed.understood(inputs.newest, AT, {})
    submission = Submission(said.measure, said.start, read.entry, inputs.seen, read.reported_on)
    assert not read.problems
    return told(lambda: save_result(session, submission, confirmed=confirmed))


def by_record(session: Session, _: Path, said: Said, confirmed: bool) -> str:
    arguments = [said.measure, said.period, said.value or "-"]
    for name, text in said.given.items():
        option = f"--{name.replace('_', '-')}"
        arguments += [option] if text is True else [option, str(text)]
    done = CliRunner().invoke(record, [*arguments, *["--yes"] * confirmed], obj=Held(session))
    if done.exception is None:
        return ""
    assert isinstance(done.exception, NccError), done.output
    return str(done.exception)


def by_bulk(session: Session, _: Path, said: Said, confirmed: bool) -> str:
    page = bulk.bulk_page(session, "1", AT, also=[(said.measure, said.start)])
    row = next(r for r in page.rows if (r.measure.code, r.period) == (said.measure, said.start))
    verdict = bulk.verdict_of(row, said.value or said.missing or "")
    if verdict.error:
        return verdict.error
    if not bulk.changes(row, verdict, said.comments):
        return "It says that already."
    # As the screen does: why figures changed is asked of those that replace others.
    reason = said.reason or "" if bulk.corrects(row, verdict) else ""
    submission = bulk.submission(row, verdict, said.comments, reason)
    return told(lambda: save_many(session, [submission], confirmed=confirmed))


def by_import(session: Session, folder: Path, said: Said, confirmed: bool) -> str:
    names = {"missing": "missing_reason"}
    row = {"measure": said.measure, "period": said.period, "value": said.value}
    for name, text in said.given.items():
        row[names.get(name, name)] = "yes" if text is True else str(text)
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    outcome = import_paths(session, [folder / "results.csv"], confirmed=confirmed)
    if outcome.written:
        return ""
    return " ".join(problem.message for problem in (*outcome.errors, *outcome.doubts))


@dataclass(frozen=True)
class Held:
    """Stands for a command's invocation: a session on a day that is held."""

    opened: Session

    def session(self) -> Session:
        """The session."""
        return self.opened


def told(save: Callable[[], object]) -> str:
    """What saving is refused or asked with; nothing where it is done."""
    try:
        save()
    except NccError as error:
        return str(error)
    return ""


_SHORT = frozenset({"missing", "comments", "reason"})
_LONG = _SHORT | {"provisional", "override", "override_reason"}
FORM = Way("form", _LONG | {"reported_on"}, by_form)
RECORD = Way("record", _LONG | {"forecast"}, by_record)
BULK = Way("bulk", _SHORT, by_bulk)
IMPORT = Way("import", _LONG | {"forecast", "reported_on"}, by_import)
WAYS = (FORM, RECORD, BULK, IMPORT)
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


@dataclass(frozen=True)
class Rule:
    """What is said, and the sentence it is answered with where `there` stands already."""

    said: Said
    sentence: str
    there: dict[str, tuple[Entry, date]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The sentence as any way may dress it."""
        return self.sentence.removeprefix("Expected ").rstrip(".")


FIVE = Entry(Decimal(5))
LONG = "x" * (LONGEST_TEXT + 1)
TOO_LONG = "Expected at most 100,000 characters of text, found 100,001."
MAY = date(2024, 5, 1)

REFUSED = {
    "a period that has not begun": Rule(
        Said(period="Jul 2024"), "Jul 2024 has not begun: it starts on 1 Jul 2024."
    ),
    "a measure that ended": Rule(Said(measure="E1"), "E1 ended on 31 Dec 2023."),
    "a value and the reason why there is none": Rule(
        Said(missing="suppressed"), "Expected a value or a reason why there is none, found both."
    ),
    "long comments": Rule(Said(comments=LONG), TOO_LONG),
    "a long reason": Rule(Said("6", reason=LONG), TOO_LONG, {"Jan 2024": (FIVE, MAY)}),
    "a long reason for a rating": Rule(Said(override="Amber", override_reason=LONG), TOO_LONG),
    "a rating set by hand without a reason": Rule(
        Said(override="Amber"), "Expected a reason for the rating set by hand, found none."
    ),
    "a withdrawal without a reason": Rule(
        Said("", "withdrawn"), "Say why the result is withdrawn.", {"Jan 2024": (FIVE, MAY)}
    ),
    "the withdrawal of nothing": Rule(
        Said("", "withdrawn", reason="By mistake"), "N1 Jan 2024 has no result to withdraw."
    ),
    "a value and its withdrawal": Rule(
        Said("6", "withdrawn", reason="By mistake"),
        "Expected a value or a reason why there is none, found both.",
        {"Jan 2024": (FIVE, MAY)},
    ),
    "a day in the future": Rule(
        Said(reported_on="2024-05-19"), "19 May 2024 is in the future: expected today or earlier."
    ),
    "a day before the period": Rule(
        Said(reported_on="2023-12-31"), "Expected 1 Jan 2024 or later: the period begins then."
    ),
    "a day before the revision it corrects": Rule(
        Said("6", reason="Recount", reported_on="2024-04-30"),
        "Expected 1 May 2024 or later: the revision it corrects counts from then.",
        {"Jan 2024": (FIVE, MAY)},
    ),
}

ASKED = {
    "a period that is not over": Rule(
        Said(period="Apr 2024"), "Apr 2024 is not over: it ends on 30 Jun 2024."
    ),
    "a far period": Rule(
        Said(period="Jan 1990"),
        "Jan 1990 is 34 years from the nearest other result, Jan 2024.",
        {"Jan 2024": (FIVE, MAY)},
    ),
    "a first result of long ago": Rule(Said(period="Jan 1900"), "Jan 1900 is 124 years ago."),
    "8,000 per cent": Rule(
        Said("8000", measure="P1"), "8,000 is outside 0 to 100, and the measure is a percentage."
    ),
    "a rate below nought": Rule(
        Said("-66", measure="R1"), "-66 is below 0, and the measure is a rate."
    ),
    "ten times the last": Rule(
        Said("50"), "50 is 10 times the last value, 5, or more.", {"Oct 2023": (FIVE, MAY)}
    ),
    "more decimals than the measure has": Rule(
        Said("5.5", measure="P1"), "5.5 has 1 decimal, and the measure has no decimals."
    ),
    "a forecast of 8,000 per cent": Rule(
        Said(forecast="8000", measure="P1"),
        "The forecast 8,000 is outside 0 to 100, and the measure is a percentage.",
    ),
    "a forecast ten times the last value": Rule(
        Said(forecast="50"),
        "The forecast 50 is 10 times the last value, 5, or more.",
        {"Oct 2023": (FIVE, MAY)},
    ),
    "an unlikely correction": Rule(
        Said("50", reason="Recount"),
        "50 is 10 times the last value, 5, or more.",
        {"Oct 2023": (FIVE, MAY), "Jan 2024": (FIVE, MAY)},
    ),
}


def taken_through(rules: dict[str, Rule]) -> Iterator[object]:
    """Each rule with each way that has a place for what it is about."""
    for name, rule in rules.items():
        for way in WAYS:
            if way.can_say(rule.said):
                yield pytest.param(way, rule, id=f"{name}-{way.name}")


@pytest.fixture
def ready(empty: Session, tmp_path: Path) -> Session:
    """One service with a number, a percentage, a rate, and a number that ended."""
    measures = (
        "1,1,N1,A number,Number,Quarterly,higher,,",
        "1,2,P1,A percentage,Percentage,Quarterly,higher,0,",
        '1,3,R1,A rate,"Rates per 10,000",Quarterly,higher,,',
        "1,4,E1,A number that ended,Number,Quarterly,higher,,2023-12-31",
    )
    header = f"{MEASURE_HEADER},decimals,ends_on"
    outcome = bring_in(
        empty,
        tmp_path,
        services="code,service\n1,One\n",
        measures="\n".join((header, *measures)),
        targets="measure,period,target\nN1,Apr 2020,10\n",
    )
    assert outcome.written, outcome.errors
    return empty


def put(session: Session, there: dict[str, tuple[Entry, date]], code: str = "N1") -> None:
    """Have results stand."""
    for period, (entry, day) in there.items():
        submission = Submission(code, QUARTERLY.parse(period), entry, 0, day)
        save_result(session, submission, confirmed=True)


def newest(session: Session, said: Said) -> Revision:
    return [r for r in ledger(session, said.measure) if r.period == said.start][-1]


def count(session: Session) -> int:
    return sum(len(ledger(session, code)) for code in ("N1", "P1", "R1", "E1"))


def assert_not_saved(
    way: Way, rule: Rule, session: Session, folder: Path, *, confirmed: bool
) -> None:
    """An entry is answered in the rule's words, and nothing of it is saved."""
    put(session, rule.there)
    assert rule.words in way.enter(session, folder, rule.said, confirmed)
    assert count(session) == len(rule.there)


@pytest.mark.parametrize(("way", "rule"), taken_through(REFUSED))
def test_what_cannot_be_right_is_refused_in_the_same_words(
    way: Way, rule: Rule, ready: Session, tmp_path: Path
) -> None:
    assert_not_saved(way, rule, ready, tmp_path, confirmed=True)


@pytest.mark.parametrize(("way", "rule"), taken_through(ASKED))
def test_what_is_unlikely_is_asked_about_in_the_same_words_and_then_saved(
    way: Way, rule: Rule, ready: Session, tmp_path: Path
) -> None:
    assert_not_saved(way, rule, ready, tmp_path, confirmed=False)
    assert way.enter(ready, tmp_path, rule.said, True) == ""
    assert newest(ready, rule.said).value == Decimal(rule.said.value)


@every_way
def test_neither_a_value_nor_a_reason_is_refused_but_in_a_file(
    way: Way, ready: Session, tmp_path: Path
) -> None:
    said = way.enter(ready, tmp_path, Said(""), True)
    if way is IMPORT:  # design section 5: an empty cell is a missing value
        assert newest(ready, Said()).entry.missing is MissingReason.NOT_AVAILABLE
    else:
        assert said.startswith(("Expected a value, or ", "Nothing was saved. "))
        assert "Expected a value, or " in said
        assert count(ready) == 0


@every_way
def test_what_is_said_is_kept(way: Way, ready: Session, tmp_path: Path) -> None:
    said = Said(
        *("5", None, " It rose. ", True, "Amber", " One family of six "),
        reason="Agreed",
        reported_on="2024-04-20",
    )
    sayable = {name: None for name in said.given if name not in way.says}
    said = replace(said, **sayable)  # type: ignore[arg-type]
    assert way.enter(ready, tmp_path, said, False) == ""
    revision = newest(ready, said)
    by_hand = "override" in said.given
    assert revision.entry == Entry(
        Decimal(5),
        comments="It rose.",
        provisional="provisional" in said.given,
        override=Rating.AMBER if by_hand else None,
        override_reason="One family of six" if by_hand else "",
        reason=revision.entry.reason,
    )
    # A figure that replaces none needs no reason, and bulk entry asks for none.
    assert revision.entry.reason == ("" if way is BULK else "Agreed")
    if said.reported_on:
        assert revision.reported_on == date(2024, 4, 20)


WHOLE = Entry(
    Decimal(5),
    comments="It rose.",
    provisional=True,
    override=Rating.AMBER,
    override_reason="One family of six",
    source="The return",
    forecast=Decimal(7),
)


@every_way
def test_with_the_same_figure_everything_stays(way: Way, ready: Session, tmp_path: Path) -> None:
    put(ready, {"Jan 2024": (WHOLE, MAY)})
    assert way.enter(ready, tmp_path, Said(comments="It fell."), False) == ""
    assert newest(ready, Said()).entry == replace(WHOLE, comments="It fell.")


@every_way
def test_with_another_figure_only_comments_and_forecast_stay(
    way: Way, ready: Session, tmp_path: Path
) -> None:
    put(ready, {"Jan 2024": (WHOLE, MAY)})
    # The form shows what belonged to the figure, and keeps it where it is not taken away.
    away = Said("6", reason="Recount")
    if way is FORM:
        away = replace(away, provisional=False, override="")
    assert way.enter(ready, tmp_path, away, False) == ""
    kept = Entry(Decimal(6), comments="It rose.", forecast=Decimal(7), reason="Recount")
    assert newest(ready, Said()).entry == kept


@every_way
def test_the_same_again_saves_nothing(way: Way, ready: Session, tmp_path: Path) -> None:
    put(ready, {"Jan 2024": (WHOLE, MAY)})
    said = way.enter(ready, tmp_path, Said("5.0", comments="It rose. "), True)
    assert "says that already" in said or way is IMPORT
    assert count(ready) == 1


@every_way
def test_what_is_withdrawn_counts_as_none_and_nothing_of_it_stays(
    way: Way, ready: Session, tmp_path: Path
) -> None:
    put(ready, {"Oct 2023": (FIVE, MAY), "Jan 2024": (WHOLE, MAY)})
    gone = Said("", "withdrawn", reason="The wrong quarter")
    assert way.enter(ready, tmp_path, gone, False) == ""
    taken_back = Entry(None, MissingReason.WITHDRAWN, reason="The wrong quarter")
    assert newest(ready, gone).entry == taken_back

    def current(as_at: AsAt) -> str:
        row = reports.report(ready, "1", as_at).rows[0]
        return row.current.period.label if row.current else ""

    assert current(AsAt(AT)) == current(AsAt(MAY, revised=True)) == "Oct 2023"
    assert current(AsAt(MAY)) == "Jan 2024"
    inputs = form_inputs(ready, "N1")
    assert (inputs.period.label, inputs.seen) == ("Jan 2024", 2)
    assert "no result to withdraw" in way.enter(ready, tmp_path, gone, True) or way is IMPORT
    assert count(ready) == 3
    assert way.enter(ready, tmp_path, Said("6"), False) == ""
    assert newest(ready, gone).entry == Entry(Decimal(6))
    assert current(AsAt(AT)) == "Jan 2024"


@every_way
def test_a_figure_that_follows_a_withdrawal_asks_for_no_reason(
    way: Way, ready: Session, tmp_path: Path
) -> None:
    put(ready, {"Jan 2024": (WHOLE, MAY)})
    way.enter(ready, tmp_path, Said("", "withdrawn", reason="The wrong quarter"), False)
    inputs = form_inputs(ready, "N1", Said().start)
    assert not bulk.corrects(inputs, bulk.verdict_of(inputs, "6"))
    assert way.enter(ready, tmp_path, Said("6", comments="It fell."), False) == ""
    assert newest(ready, Said()).entry == Entry(Decimal(6), comments="It fell.")


@every_way
def test_words_alone_bring_nothing_back_that_was_withdrawn(
    way: Way, ready: Session, tmp_path: Path
) -> None:
    put(ready, {"Jan 2024": (WHOLE, MAY)})
    way.enter(ready, tmp_path, Said("", "withdrawn", reason="The wrong quarter"), False)
    said = way.enter(ready, tmp_path, Said("", comments="It rose."), True)
    assert "Expected a value, or" in said or way is IMPORT


@pytest.mark.parametrize("way", [FORM, BULK], ids=lambda way: way.name)
@pytest.mark.parametrize("value", ["6", ""])
def test_a_figure_that_replaces_another_asks_for_a_reason(
    way: Way, value: str, ready: Session, tmp_path: Path
) -> None:
    put(ready, {"Jan 2024": (FIVE, MAY)})
    said = Said(value, None if value else "suppressed")
    assert "Say why the figure changed." in way.enter(ready, tmp_path, said, True)
    assert way.enter(ready, tmp_path, replace(said, reason="Recount"), True) == ""
