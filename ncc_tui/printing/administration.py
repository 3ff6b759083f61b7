"""The lists of administration as text, and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ncc_tui.domain.dates import MONTHS, format_date
from ncc_tui.domain.figures import format_figure
from ncc_tui.domain.model import Measure, Officer, Target
from ncc_tui.printing.json_ import number
from ncc_tui.printing.listing import listing
from ncc_tui.services.administration.log import LogLine
from ncc_tui.services.administration.measures import MeasureLine
from ncc_tui.services.administration.services import ServiceLine
from ncc_tui.services.administration.settings import SettingLine


def services_text(lines: Sequence[ServiceLine], width: int) -> str:
    """A line per service, indented under the one it lies below."""
    if not lines:
        return "There is no service yet."
    rows = [
        (
            f"{'  ' * line.depth}{line.service.code}",
            line.service.name,
            str(line.measures),
            line.service.director,
            line.service.portfolio_holder,
        )
        for line in lines
    ]
    return listing(("Code", "Service", "Measures", "Director", "Portfolio holder"), rows, width)


def services_json(lines: Sequence[ServiceLine]) -> list[dict[str, Any]]:
    """The services with what refers to each."""
    return [
        {
            "service_code": line.service.code,
            "service": line.service.name,
            "parent": line.service.parent,
            "director": line.service.director or None,
            "portfolio_holder": line.service.portfolio_holder or None,
            "measures": line.measures,
            "officers": line.officers,
        }
        for line in lines
    ]


def measures_text(lines: Sequence[MeasureLine], width: int) -> str:
    """A line per measure, with how it stands today."""
    if not lines:
        return "There is no measure yet."
    rows = [
        (
            line.measure.service,
            str(line.measure.number),
            line.measure.code,
            str(line.measure.cycle.frequency),
            str(line.measure.polarity),
            line.standing,
            line.measure.title,
        )
        for line in lines
    ]
    headings = ("Service", "#", "Code", "Frequency", "Better", "Standing", "Measure")
    return listing(headings, rows, width)


def measures_json(lines: Sequence[MeasureLine]) -> list[dict[str, Any]]:
    """The measures with every column of the import format."""
    return [_measure(line) for line in lines]


def targets_text(measure: Measure, targets: Sequence[Target], width: int) -> str:
    """A line per target, in order of the periods from which they are in force."""
    if not targets:
        return f"{measure.code} has no target."
    rows = [
        (
            target.period.label,
            format_figure(target.amount) or "none",
            str(target.number),
            format_date(target.counts_from) if target.counts_from else "always",
            target.stamp.reason if target.stamp else "",
        )
        for target in targets
    ]
    return listing(("From", "Target", "Revision", "Counts from", "Reason"), rows, width)


def targets_json(measure: Measure, targets: Sequence[Target]) -> dict[str, Any]:
    """A measure's targets."""
    return {
        "code": measure.code,
        "measure": measure.title,
        "unit": measure.unit,
        "targets": [
            {
                "period": target.period.label,
                "target": number(target.amount),
                "revision": target.number,
                "counts_from": target.counts_from.isoformat() if target.counts_from else None,
                "reason": (target.stamp.reason or None) if target.stamp else None,
            }
            for target in targets
        ],
    }


def officers_text(officers: Sequence[Officer], width: int) -> str:
    """A line per officer."""
    if not officers:
        return "There is no officer yet: everybody is an admin."
    rows = [(o.login, o.name, str(o.role), o.reach) for o in officers]
    return listing(("Login", "Name", "Role", "Services"), rows, width)


def officers_json(officers: Sequence[Officer]) -> list[dict[str, Any]]:
    """The officers; `every_service` is true where no list bounds what they keep."""
    return [
        {
            "login": officer.login,
            "name": officer.name,
            "role": str(officer.role),
            "services": list(officer.services),
            "every_service": officer.every_service,
        }
        for officer in officers
    ]


def settings_text(lines: Sequence[SettingLine], width: int) -> str:
    """A line per setting: what it says, its default in brackets, and what it is for."""
    rows = [
        (
            line.setting.name,
            line.value or (f"({line.setting.default})" if line.setting.default else "-"),
            line.setting.about,
        )
        for line in lines
    ]
    return listing(("Setting", "Value", "What it is"), rows, width)


def settings_json(lines: Sequence[SettingLine]) -> list[dict[str, Any]]:
    """The settings; the value is null where the default counts."""
    return [
        {
            "setting": line.setting.name,
            "value": line.value or None,
            "default": line.setting.default or None,
            "about": line.setting.about,
        }
        for line in lines
    ]


def log_text(lines: Sequence[LogLine], width: int) -> str:
    """A line per change, on the reader's clock."""
    if not lines:
        return "Nothing of that kind was written."
    rows = [
        (
            f"{(at := line.at.astimezone()):%Y-%m-%d} {at:%H:%M}",
            line.by,
            line.table,
            line.key,
            line.what,
        )
        for line in lines
    ]
    return listing(("When", "By", "What", "Of", "Change"), rows, width)


def log_json(lines: Sequence[LogLine]) -> list[dict[str, Any]]:
    """The log."""
    return [
        {
            "at": line.at.isoformat(),
            "by": line.by,
            "by_name": line.name,
            "table": line.table,
            "key": line.key,
            "what": line.what,
        }
        for line in lines
    ]


def _measure(line: MeasureLine) -> dict[str, Any]:
    measure = line.measure
    return {
        "service_code": line.service.code,
        "service": line.service.name,
        "number": measure.number,
        "code": measure.code,
        "measure": measure.title,
        "unit": measure.unit,
        "frequency": str(measure.cycle.frequency),
        "polarity": str(measure.polarity),
        "definition": measure.definition or None,
        "decimals": measure.decimals,
        "tolerance": number(measure.tolerance.amount),
        "tolerance_mode": str(measure.tolerance.mode),
        "zero_target_tolerance": number(measure.tolerance.zero_target),
        "lag_days": measure.lag_days,
        "period_anchor": MONTHS[measure.cycle.anchor - 1],
        "owner": measure.owner,
        "source": measure.source or None,
        "starts_on": measure.starts_on.isoformat() if measure.starts_on else None,
        "ends_on": measure.ends_on.isoformat() if measure.ends_on else None,
        "suppress_below": number(measure.suppress_below),
        "priority": measure.priority or None,
        "year_rule": str(measure.year_rule),
        "has_results": line.has_results,
        "standing": line.standing,
    }
