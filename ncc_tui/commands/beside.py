"""Work that a child process does while this one goes on with its own."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def beside(work: Callable[[], Answer]) -> Callable[[], Answer]:
    """Begin work in a child process; gives what waits for its answer, which is pickled.

    Where the child fails it is done again here, so that what goes wrong is raised here.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _send(work, writing)
    os.close(writing)

    def wait() -> Answer:
        with open(reading, "rb") as pipe:
            sent = pipe.read()
        _, failed = os.waitpid(child, 0)
        if failed:
            return work()
        answer: Answer = pickle.loads(sent)  # noqa: S301  # our own child sent it
        return answer

    return wait


def _send(work: Callable[[], object], writing: int) -> None:
    """Do the work, send its answer and end the process, leaving alone what the parent owns."""
    failed = 1
    try:
        answer = pickle.dumps(work())
        with open(writing, "wb") as pipe:
            pipe.write(answer)
        failed = 0
    finally:
        os._exit(failed)
