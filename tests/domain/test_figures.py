from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ncc_tui.domain.errors import InvalidFigure
from ncc_tui.domain.figures import (
    LARGEST,
    decimals_of,
    format_figure,
    from_real,
    parse_figure,
    plain_figure,
    short_unit,
)
from tests.domain.building import figures


@given(figures)
def test_a_figure_reads_back_as_it_is_shown(figure: Decimal) -> None:
    assert parse_figure(format_figure(figure)) == figure
    assert parse_figure(plain_figure(figure)) == figure


@given(st.floats(-9e14, 9e14))
def test_what_a_real_column_holds_comes_back_from_it(real: float) -> None:
    figure = from_real(real)
    assert from_real(float(figure)) == figure
    assert len(figure.as_tuple().digits) <= 15
    assert not figure.is_signed() or figure < 0


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("46.7", "46.7"),
        (" 46.7 ", "46.7"),
        ("46.70", "46.7"),
        ("46.7%", "46.7"),
        ("46.7 %", "46.7"),
        ("1,508", "1508"),
        ("12,345,678.9", "12345678.9"),
        ("£4.2", "4.2"),
        ("£ 4.2", "4.2"),
        ("£1,000,000", "1000000"),
        ("-£4.2", "-4.2"),
        ("£-4.2", "-4.2"),
        ("+3", "3"),
        ("-3", "-3"),
        ("\N{MINUS SIGN}3", "-3"),
        ("1\N{NO-BREAK SPACE}%", "1"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("-0", "0"),
        ("0.0", "0"),
        ("1e3", "1000"),
        ("6.66E+1", "66.6"),
        ("1e-3", "0.001"),
        ("007", "7"),
        ("66.599999999999994", "66.6"),
        ("0.30000000000000004", "0.3"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_numbers_are_read_as_officers_write_them(text: str, figure: str) -> None:
    assert parse_figure(text) == Decimal(figure)
    assert not (parse_figure(text) == 0 and parse_figure(text).is_signed())


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "+",
        ".",
        "5.",
        "%",
        "£",
        "n/a",
        "nan",
        "inf",
        "-Infinity",
        "1,50",
        "15,08",
        "1,5080",
        ",508",
        "1 508",
        "1_508",
        "1.2.3",
        "--1",
        "1-",
        "0x10",
        "1e",
        "e5",
        "E5",
        "+E5",
        ".e5",
        "1e5.5",
        "1e1000",
        "1e9999999999",
        "££4",
        "4£",
        "5%%",
        "1½",
        "²",
        "１２",
        "٤٦",
        "৪৬",
        "𝟙𝟚",
        "Ⅻ",
        "12\x00",
        "1\n2",
        "9" * 5000,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidFigure):
        parse_figure(text)


@pytest.mark.parametrize("text", ["1e15", "-1e15", "1000000000000000", "1e999", "9e99"])
def test_a_figure_too_large_to_be_kept_to_the_unit_is_refused(text: str) -> None:
    with pytest.raises(InvalidFigure, match="at most 15 digits before the decimal point"):
        parse_figure(text)


@given(st.text("0123456789eE+-.,£% \xa0−", max_size=12) | st.text(max_size=12))
@example("0e999")
@example("1e-999")
@example("E5")
def test_no_text_brings_anything_but_a_figure_or_a_refusal(text: str) -> None:
    try:
        figure = parse_figure(text)
    except InvalidFigure:
        return
    assert figure.is_finite()
    assert abs(figure) <= LARGEST
    assert parse_figure(plain_figure(figure)) == figure or abs(figure) == LARGEST


@pytest.mark.parametrize(
    ("figure", "decimals", "shown"),
    [
        ("80", None, "80"),
        ("12.52", None, "12.52"),
        ("46.70", None, "46.7"),
        ("1508", None, "1,508"),
        ("1E+6", None, "1,000,000"),
        ("1234567.891", 2, "1,234,567.89"),
        ("80", 2, "80"),
        ("80.1", 2, "80.1"),
        ("80.125", 2, "80.13"),
        ("80.124", 2, "80.12"),
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("-0.4", 0, "0"),
        ("-0", None, "0"),
        ("99.96", 1, "100"),
        ("999999999999999", 6, "999,999,999,999,999"),
        ("0.000001", 6, "0.000001"),
        ("1E+308", 2, f"{10**308:,}"),
    ],
)
def test_figures_show_no_more_decimals_than_the_measure_has(
    figure: str, decimals: int | None, shown: str
) -> None:
    assert format_figure(Decimal(figure), decimals) == shown


def test_no_figure_shows_as_nothing() -> None:
    assert format_figure(None) == format_figure(None, 2) == ""


@given(figures, st.integers(0, 6))
def test_rounding_moves_a_figure_by_at_most_half_of_the_last_place(
    figure: Decimal, decimals: int
) -> None:
    shown = parse_figure(format_figure(figure, decimals))
    assert abs(shown - figure) <= Decimal(5).scaleb(-decimals - 1)
    assert decimals_of(shown) <= decimals


def test_files_get_plain_figures() -> None:
    assert plain_figure(Decimal("1E+6")) == "1000000"
    assert plain_figure(Decimal("1508.50")) == "1508.5"
    assert plain_figure(Decimal("1E-7")) == "0.0000001"


@pytest.mark.parametrize(
    ("unit", "short"),
    [
        ("Percentage", "%"),
        ("Per cent", "%"),
        ("Percentage Change", "% change"),
        ("Rates per 10,000", "per 10,000"),
        ("Number per 100,000", "per 100,000"),
        ("Number", "number"),
        ("£", "£"),
        ("tCO2e", "tCO2e"),
        ("", ""),
    ],
)
def test_units_are_short_where_room_is_short(unit: str, short: str) -> None:
    assert short_unit(unit) == short
