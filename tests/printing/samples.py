"""Documents made by hand, for renderings to be tried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from ncc_tui.domain.as_at import AsAt
from ncc_tui.domain.document import Document
from ncc_tui.domain.model import Action, Benchmark, Entry, Measure, Revision, Service
from ncc_tui.domain.periods import Cycle, Frequency, Period
from ncc_tui.domain.ratings import Polarity
from ncc_tui.domain.report import Report, Row, build_row
from ncc_tui.domain.trend import Trend

AT = date(2024, 5, 18)
MADE_AT = datetime(2024, 5, 20, 9, 30, tzinfo=UTC)
QUARTERLY = Cycle(Frequency.QUARTERLY)
JAN_2024 = Period(date(2024, 1, 1), QUARTERLY)

HOSTILE = (
    "[red]markup[/red]",
    "\x1b[31mred\x1b[0m \x07\x08\x9b1m",
    "\u202egnp.exe\u202c \u2066isolated",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)",
    "| a | b | `code` **bold** _it_ [link](http://evil.example) <!-- c -->",
    '#eval("1+1") $x^2$ #import "x.typ" \\u{41}',
    "W" * 300,
    "日本語の文章です 中文 한국어",
    "👩‍👩‍👧 🎉 e\u0301\u0301\u0301\u0301 z\u200bw",
    "line one\nline two\r\nline three\ttabbed",
    "{{ 7 * 7 }} {% raw %} \ufffe\uffff \ue000",
    "\"quoted\" 'single' & ampersand ]]> -->",
    "# heading",
    "- item",
    "1. first",
)


def measure(code: str = "ONE01", number: int = 1, title: str = "A measure", **more) -> Measure:
    values = {"unit": "Number", "cycle": QUARTERLY, "polarity": Polarity.HIGHER, **more}
    return Measure(code, "1", number, title, **values)


def revision(of: Measure, value: str | None, period: Period = JAN_2024, **entry) -> Revision:
    figure = None if value is None else Decimal(value)
    return Revision(of.code, period, 1, Entry(figure, **entry), AT, MADE_AT, "jsmith")


def row(
    of: Measure,
    value: str | None = "80",
    *,
    previous: str | None = "75",
    target: str | None = "70",
    actions: Sequence[str] = (),
    comparators: Sequence[tuple[str, str]] = (),
    **entry,
) -> Row:
    return build_row(
        of,
        AT,
        current=revision(of, value, **entry),
        previous=revision(of, previous, JAN_2024.shifted(-4)),
        target=None if target is None else Decimal(target),
        actions=[
            Action(k, of.code, JAN_2024, text, "jsmith", date(2024, 6, 30), None, AT)
            for k, text in enumerate(actions)
        ],
        comparators=[
            Benchmark(of.code, JAN_2024, name, Decimal(value)) for name, value in comparators
        ],
    )


def trend(*values: str | None, target: str | None = "70", england: str | None = "60") -> Trend:
    periods = [JAN_2024.shifted(k - len(values) + 1) for k in range(len(values))]
    figures = [None if value is None else Decimal(value) for value in values]
    aim = None if target is None else Decimal(target)
    others = () if england is None else (("England", ((JAN_2024, Decimal(england)),)),)
    return Trend(tuple(zip(periods, figures, strict=True)), tuple(aim for _ in periods), others)


def document(*rows: Row, service: Service | None = None, **more) -> Document:
    report = Report("NCC", service or Service("1", "A service"), AsAt(AT), rows)
    return document_of(report, **more)


def document_of(*reports: Report, **more) -> Document:
    trends = {
        row.measure.code: trend("70", None, "75", "80") for report in reports for row in report.rows
    }
    values = {"trends": trends, "names": {"jsmith": "Jo Smith"}, **more}
    return Document("NCC", reports, AsAt(AT), MADE_AT, **values)


def hostile_document() -> Document:
    """Each hostile text in every place where people write."""
    rows = []
    trends = {}
    for k, text in enumerate(HOSTILE, 1):
        of = measure(f"H{k:02}{text[:8]}", k, text, unit=text[:40])
        rows.append(row(of, comments=text, actions=[text, "plain"], comparators=[(text, "61.5")]))
        beside = ((text, ((JAN_2024.shifted(-1), Decimal(60)), (JAN_2024, Decimal("61.5")))),)
        trends[of.code] = replace(trend("1", None, "3"), comparators=beside)
    reports = [
        Report(HOSTILE[0], Service("1", text), AsAt(AT), tuple(rows)) for text in HOSTILE[1:4]
    ]
    notice = HOSTILE[0] + HOSTILE[1]
    name = "".join(HOSTILE[:4])
    return Document(HOSTILE[3], tuple(reports), AsAt(AT), MADE_AT, notice, trends, name=name)


def long_document(rows: int) -> Document:
    """Rows whose title and comment begin and end with words that tell where they were cut."""
    made = [
        row(
            measure(f"L{k:03}", k, f"Begin{k}x {'some words of a long title ' * 4} End{k}x"),
            comments=f"Start{k}x {'and a sentence goes on. ' * 12} Stop{k}x",
        )
        for k in range(1, rows + 1)
    ]
    return document(*made)
