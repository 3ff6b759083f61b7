"""Settings: those there are, what they say, and setting them."""

from __future__ import annotations

from dataclasses import dataclass

from ncc_tui.domain.errors import InvalidEntry, InvalidField, NccError, NotFound
from ncc_tui.domain.fields import says_nothing
from ncc_tui.domain.settings import BY_NAME, SETTINGS, Setting
from ncc_tui.services.administration.conflicts import ChangedSince, Versions
from ncc_tui.services.reports import nearest
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue
from ncc_tui.store.connection import Transaction


@dataclass(frozen=True)
class SettingLine:
    """A setting, and what it says; an empty value is the default."""

    setting: Setting
    value: str

    @property
    def effective(self) -> str:
        """What counts: the value, else the default."""
        return self.value or self.setting.default


def setting_lines(session: Session) -> tuple[SettingLine, ...]:
    """Every setting that the program knows, in the order in which they are explained."""
    with session.store.reading() as db:
        return read_lines(db)


def read_lines(db: Transaction) -> tuple[SettingLine, ...]:
    """The same, in a transaction that is open."""
    said = catalogue.settings(db)
    return tuple(SettingLine(setting, said.get(setting.name, "")) for setting in SETTINGS)


def known_setting(name: str) -> Setting:
    """The setting of a name, `-` as good as `_`; raises NotFound naming the nearest."""
    word = name.strip().casefold().replace("-", "_")
    if word in BY_NAME:
        return BY_NAME[word]
    near = nearest(word, BY_NAME)
    hint = f"Did you mean {near}?" if near else f"There are {', '.join(BY_NAME)}."
    raise NotFound(f"There is no setting '{name}'. {hint}")


def check_setting(name: str, text: str) -> str:
    """A setting's text as it is kept; raises InvalidField where it may not say that."""
    setting = known_setting(name)
    if says_nothing(text):
        return ""
    try:
        return setting.read(text)
    except NccError as error:
        raise InvalidField(setting.name, str(error)) from error


def set_setting(session: Session, name: str, text: str, *, seen: str | None = None) -> SettingLine:
    """Set a setting, which was `seen` to say something; empty or `-` brings back its default.

    Raises NotFound, InvalidField, ChangedSince where somebody set it meanwhile, and InvalidEntry
    where it says that already.
    """
    with session.store.writing() as db:
        session.require_admin(db)
        setting, value = known_setting(name), check_setting(name, text)
        theirs = catalogue.settings(db).get(setting.name, "")
        if seen is not None and seen != theirs:
            raise ChangedSince(
                f"{setting.name} was changed by somebody else after you had read it: theirs "
                f"'{theirs}', yours '{value}'. Look again, and save what you still want.",
                (Versions(setting.name, seen, theirs, value),),
            )
        if value == theirs:
            raise InvalidEntry(f"Nothing to save: {setting.name} says that already.")
        if value:
            catalogue.put_setting(db, setting.name, value, session.author)
        else:
            catalogue.remove_setting(db, setting.name, session.author)
    return SettingLine(setting, value)
