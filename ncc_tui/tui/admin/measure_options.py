"""What is to be chosen in a form of a measure."""

from __future__ import annotations

from collections.abc import Mapping

from ncc_tui.services.administration.measure_form import MeasureInputs
from ncc_tui.tui.admin.lines import Options


def measure_options(inputs: MeasureInputs) -> Mapping[str, Options]:
    """What is to be chosen for the fields of a measure that name something else."""
    services = [(s.code, f"{s.code}  {s.name}") for s in inputs.services if s.code in inputs.own]
    owners = [("", "none"), *((login, login) for login in sorted(inputs.logins))]
    return {"service": services, "owner": owners}
