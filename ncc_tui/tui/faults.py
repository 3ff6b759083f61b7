"""What a worker could not do, as an error that a screen can tell."""

from __future__ import annotations

from textual.worker import Worker, WorkerState

from ncc_tui.domain.errors import NccError


class Fault(NccError):
    """The program itself failed."""


def failure(event: Worker.StateChanged) -> NccError | None:
    """Why a worker failed, if it did: a refusal as it stands, anything else as a Fault."""
    error = event.worker.error
    if event.state is not WorkerState.ERROR or error is None:
        return None
    return error if isinstance(error, NccError) else Fault(f"A fault in the program: {error!r}")
