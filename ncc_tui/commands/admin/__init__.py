"""`ncc-tui admin`: services, measures, targets, officers, settings and the log."""

from __future__ import annotations

from ncc_tui.commands.groups import LazyGroup

_PARTS = ("service", "measure", "target", "officer", "setting", "log")

admin = LazyGroup(
    "admin",
    modules={part: f"ncc_tui.commands.admin.{part}:{part}" for part in _PARTS},
    help="Set the council up: services, measures, targets, officers and settings; read the log.",
)
