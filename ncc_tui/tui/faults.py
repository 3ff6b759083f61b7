"""A fault in a worker is told, not swallowed: its state changes reach only its own node."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from ncc_tui.domain.errors import NccError


def tell_fault(node: App[Any] | Screen[Any], event: Worker.StateChanged) -> None:
    """Say what went wrong in a worker of an app or a screen, if anything did."""
    if event.state is WorkerState.ERROR:
        error = event.worker.error
        told = str(error) if isinstance(error, NccError) else f"A fault in the program: {error!r}"
        node.notify(told, severity="error", markup=False, timeout=15)
