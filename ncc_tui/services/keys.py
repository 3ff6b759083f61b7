"""Officers' public keys: entered by an admin, read by sshd to let officers in."""

from __future__ import annotations

from ncc_tui.domain.errors import InvalidField, NotFound
from ncc_tui.domain.keys import OfficerKey, parse_public_key
from ncc_tui.domain.logins import check_login
from ncc_tui.domain.text import one_line
from ncc_tui.services.session import Session
from ncc_tui.store import catalogue, keys
from ncc_tui.store.connection import Store, Transaction


def list_keys(session: Session, login: str | None = None) -> list[OfficerKey]:
    """Every officer's keys, or one's; an admin's to see."""
    with session.store.reading() as db:
        session.require_admin(db)
        if login is not None:
            require_officer_in(db, login)
        return keys.keys(db, login)


def add_key(session: Session, login: str, text: str) -> OfficerKey:
    """Let an officer in by a public key, as pasted from a `.pub` file or `authorized_keys`.

    Raises InvalidField where the text is no good public key, or the key is an officer's already.
    """
    public = parse_public_key(text)
    with session.store.writing() as db:
        session.require_admin(db)
        require_officer_in(db, login)
        check_login(login)
        if taken := keys.keys(db, fingerprint=public.fingerprint):
            whose = "this officer" if taken[0].login == login else one_line(taken[0].login)
            raise InvalidField("key", f"The key {public.fingerprint} is that of {whose} already.")
        keys.add_key(db, login, public, session.author)
        return keys.keys(db, fingerprint=public.fingerprint)[0]


def remove_key(session: Session, login: str, fingerprint: str) -> OfficerKey:
    """Take a key from an officer, who is let in by it no more; gives what it was."""
    wanted = fingerprint.strip()
    if not wanted.startswith("SHA256:"):
        wanted = f"SHA256:{wanted}"
    with session.store.writing() as db:
        session.require_admin(db)
        require_officer_in(db, login)
        held = keys.keys(db, login)
        key = next((key for key in held if key.public.fingerprint == wanted), None)
        if key is None:
            known = ", ".join(key.public.fingerprint for key in held) or "none"
            raise NotFound(f"{login} has no key {one_line(fingerprint)} (there are: {known}).")
        keys.remove_key(db, wanted, session.author)
        return key


def keys_for_sshd(store: Store, login: str | None = None) -> list[OfficerKey]:
    """Every key, or one officer's, for the server that asks whom to let in: nobody is at work."""
    with store.reading() as db:
        return keys.keys(db, login)


def require_officer(session: Session, login: str) -> None:
    """Raise NotFound where a login is no officer's."""
    with session.store.reading() as db:
        require_officer_in(db, login)


def require_officer_in(db: Transaction, login: str) -> None:
    """The same in a transaction that is open."""
    if catalogue.officer(db, login) is None:
        raise NotFound(f"{one_line(login)} is no officer.")
