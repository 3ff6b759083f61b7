"""The errors a user can act on: each carries one sentence to show as it is."""

from __future__ import annotations


class NccError(Exception):
    """Anything refused, with a sentence that says what is wrong and what would be right."""


class InvalidDate(NccError):
    """Text that is no date we accept."""


class InvalidPeriod(NccError):
    """Text that is no period, or no start of a period of the measure's frequency."""


class InvalidFigure(NccError):
    """Text that is no number."""


class InvalidChoice(NccError):
    """A word that is none of those allowed (a role, a rating, a frequency, a setting)."""


class InvalidEntry(NccError):
    """A result, measure or other entry that breaks a rule although each field reads well."""


class InvalidField(InvalidEntry):
    """An entry refused for one field, named as the form and the import format name it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class NotFound(NccError):
    """A service, measure, officer or file that is not there."""


class NotPermitted(NccError):
    """The officer's role or services do not allow what was asked."""


class Conflict(NccError):
    """Somebody else saved the same thing first."""


class NeedsConfirmation(NccError):
    """An unlikely entry that is saved only when the officer says that it is right."""


class StoreError(NccError):
    """The database cannot be read or written; nothing was changed."""


class DatabaseBusy(StoreError):
    """Another process holds the database longer than we are willing to wait."""


class WaitLeft(DatabaseBusy):
    """A write that waited for others' was given up by whoever asked for it."""


class FileReplaced(StoreError):
    """The database's file, or its log, is no longer the one that was opened."""


class NewerDatabase(StoreError):
    """The database was made by a newer version of the program."""
