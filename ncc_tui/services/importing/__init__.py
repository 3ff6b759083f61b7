"""Import (being written: this first version reads clean CSV files such as the sample's)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ncc_tui.domain.dates import parse_date
from ncc_tui.domain.figures import parse_figure
from ncc_tui.domain.model import (
    Action,
    Benchmark,
    Entry,
    Measure,
    MissingReason,
    Officer,
    Role,
    Service,
    default_reported_on,
)
from ncc_tui.domain.periods import Cycle, Frequency, parse_anchor
from ncc_tui.domain.ratings import Polarity, Tolerance, ToleranceMode
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.actions import add_action
from ncc_tui.store.ledgers import append_result, append_target

_MISSING = {"-", "x", "c", "z", "n/a", ""}


def import_paths(session: Session, paths: Sequence[Path], **_: Any) -> None:
    session.require_admin()
    folder = paths[0]
    author = session.author
    today = session.clock.today()

    def rows(name: str) -> list[dict[str, str]]:
        path = folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def figure(text: str) -> Any:
        return None if text.strip().casefold() in _MISSING else parse_figure(text)

    def day(text: str | None) -> Any:
        return parse_date(text) if text else None

    with session.store.writing() as db:
        for r in rows("services"):
            catalogue.put_service(db, Service(r["code"], r["service"], r["parent"] or None), author)
        for r in rows("officers"):
            services = tuple(s for s in r["services"].split(";") if s)
            officer = Officer(r["login"], r["name"], Role.parse(r["role"]), services)
            catalogue.put_officer(db, officer, author)
        measures: dict[str, Measure] = {}
        for r in rows("measures"):
            tolerance = Tolerance()
            if r["tolerance"]:
                tolerance = replace(tolerance, amount=parse_figure(r["tolerance"]))
            if r["tolerance_mode"]:
                tolerance = replace(tolerance, mode=ToleranceMode.parse(r["tolerance_mode"]))
            anchor = parse_anchor(r["period_anchor"]) if r["period_anchor"] else 4
            measure = Measure(
                r["code"],
                r["service"],
                int(r["number"]),
                r["measure"],
                r["unit"],
                Cycle(Frequency.parse(r["frequency"]), anchor),
                Polarity.parse(r["polarity"]),
                r["definition"],
                int(r["decimals"]) if r["decimals"] else None,
                tolerance,
                int(r["lag_days"]) if r["lag_days"] else 15,
                r["owner"] or None,
                r["source"],
                day(r["starts_on"]),
                day(r["ends_on"]),
                figure(r["suppress_below"]),
            )
            measures[measure.code] = measure
            catalogue.put_measure(db, measure, author)
        for r in rows("targets"):
            m = measures[r["measure"]]
            period = m.cycle.parse(r["period"])
            amount = figure(r["target"])
            append_target(
                db, m, period, amount, recorded_at=author.at, recorded_by=author.login
            )
        seen: dict[Any, int] = {}
        for r in rows("results"):
            m = measures[r["measure"]]
            period = m.cycle.parse(r["period"])
            value = figure(r["value"])
            reported = day(r["reported_on"]) or default_reported_on(period, today)
            append_result(
                db,
                m,
                period,
                Entry(
                    value,
                    None if value is not None else MissingReason.NOT_AVAILABLE,
                    r["comments"],
                    r["provisional"].casefold() in ("yes", "true", "1", "y"),
                    source=r["source"],
                ),
                seen=seen.get((m.code, period.start), 0),
                reported_on=reported,
                recorded_at=author.at,
                recorded_by=author.login,
            )
            seen[(m.code, period.start)] = seen.get((m.code, period.start), 0) + 1
        for r in rows("actions"):
            m = measures[r["measure"]]
            period = m.cycle.parse(r["period"])
            action = Action(
                0,
                m.code,
                period,
                r["action"],
                r["owner"] or None,
                day(r["due_on"]),
                day(r["done_on"]),
                default_reported_on(period, today),
            )
            add_action(db, action, author)
        for r in rows("benchmarks"):
            m = measures[r["measure"]]
            period = m.cycle.parse(r["period"])
            catalogue.put_benchmark(
                db,
                Benchmark(m.code, period, r["comparator"], figure(r["value"]), r["source"]),
                author,
            )
        for r in rows("settings"):
            catalogue.put_setting(db, r["setting"], r["value"], author)
