"""Makes the sample council's database as the program is built: the demo opens on a copy of it."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SampleHook(BuildHookInterface[Any]):
    """Runs the program that is being built; hatch finds it by its base class."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the database beside its sources, whence the wheel takes it."""
        sys.path.insert(0, self.root)
        from ncc_tui.services.setup import DEMO_LOGIN, make_database
        from ncc_tui.store.resources import ready_sample

        path = ready_sample()
        for stale in path.parent.glob("sample-*.db"):
            stale.unlink()
        make_database(path, DEMO_LOGIN, sample=True)
        path.chmod(0o644)  # there is nothing in it that everybody may not read
        build_data["artifacts"].append(path.relative_to(self.root).as_posix())
