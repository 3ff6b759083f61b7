"""OpenSSH public keys as people paste them: read, checked, and all but the key itself dropped."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ncc_tui.domain.errors import InvalidField
from ncc_tui.domain.text import one_line

LEAST_RSA_BITS = 2048
MOST_RSA_BITS = 16384
LONGEST_COMMENT = 100
_LONGEST_TEXT = 20_000
# How OpenSSH's, PEM's and PuTTY's private keys begin, and OpenSSH's without its first line.
_PRIVATE = re.compile(r"PRIVATE KEY|PuTTY-User-Key-File|Private-Lines:|b3BlbnNzaC1rZXkt")
# As sshd reads a line: a quoted stretch, with its spaces, belongs to the word it stands in.
_WORD = re.compile(r'(?:"(?:\\"|[^"])*"|[^\s"])+')


@dataclass(frozen=True)
class PublicKey:
    """A key's type, itself in base64, and what its owner calls it."""

    type: str
    key: str
    comment: str = ""

    @property
    def fingerprint(self) -> str:
        """What ssh-keygen -l prints of it: `SHA256:…`."""
        digest = sha256(base64.b64decode(self.key)).digest()
        return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


@dataclass(frozen=True)
class OfficerKey:
    """A key that lets an officer in, and who said so when."""

    login: str
    public: PublicKey
    added_at: datetime
    added_by: str


def parse_public_key(text: str) -> PublicKey:
    """Read a line of a `.pub` file or of `authorized_keys`; options in front of it are dropped.

    Raises InvalidField where there is no key, a private one, several, a weak or a broken one.
    """
    if _PRIVATE.search(text):
        raise _refused(
            "That is a private key: it must never leave its owner's machine. Whoever has seen it "
            "can be its owner, so it should be replaced; paste the public one (the file .pub)."
        )
    lines = [line for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
    if len(lines) != 1 or len(text) > _LONGEST_TEXT:
        raise _refused(
            "Expected one OpenSSH public key on one line, such as the file id_ed25519.pub holds."
        )
    words = _WORD.findall(lines[0])
    place = next((n for n, word in enumerate(words) if word in _CHECKS), None)
    if place is None:
        raise _refused(f"Expected a public key of one of these types: {', '.join(_CHECKS)}.")
    kind, encoded = words[place], "".join(words[place + 1 : place + 2])
    blob = _decoded(encoded)
    try:
        parts = list(_parts(blob))
        if parts[0] != kind.encode():
            raise ValueError
        _CHECKS[kind](parts[1:])
    except (ValueError, IndexError):
        raise _refused(f"The {kind} key is damaged: was all of it copied?") from None
    comment = one_line(" ".join(words[place + 2 :]))[:LONGEST_COMMENT]
    return PublicKey(kind, encoded, comment)


def _decoded(encoded: str) -> bytes:
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    # One key has one way to be written, so that it cannot be two officers'.
    if not blob or base64.b64encode(blob).decode() != encoded:
        raise _refused("The key after its type is no base64: was all of it copied?")
    return blob


def _parts(blob: bytes) -> Iterator[bytes]:
    """The strings that a key consists of (RFC 4251), each after its length; nothing left over."""
    while blob:
        size = int.from_bytes(blob[:4], "big")
        if len(blob) < 4 + size:
            raise ValueError
        yield blob[4 : 4 + size]
        blob = blob[4 + size :]


def _ed25519(parts: list[bytes]) -> None:
    (point,) = parts
    if len(point) != 32:
        raise ValueError


def _ecdsa(curve: str, size: int) -> Callable[[list[bytes]], None]:
    def check(parts: list[bytes]) -> None:
        name, point = parts
        if name != curve.encode() or len(point) != 1 + 2 * size or point[0] != 4:
            raise ValueError

    return check


def _hardware(check: Callable[[list[bytes]], None]) -> Callable[[list[bytes]], None]:
    """A key that lives in a device has the name of an application last."""

    def check_it(parts: list[bytes]) -> None:
        check(parts[:-1])

    return check_it


def _rsa(parts: list[bytes]) -> None:
    exponent, modulus = (int.from_bytes(part, "big", signed=True) for part in parts)
    if exponent < 3 or not exponent % 2 or modulus < 3 or not modulus % 2:
        raise ValueError
    bits = modulus.bit_length()
    if not LEAST_RSA_BITS <= bits <= MOST_RSA_BITS:
        raise _refused(
            f"An RSA key of {bits} bits is too {'weak' if bits < LEAST_RSA_BITS else 'long'}: make "
            "a new one with ssh-keygen -t ed25519."
        )


_NISTP256 = _ecdsa("nistp256", 32)
_CHECKS: dict[str, Callable[[list[bytes]], None]] = {
    "ssh-ed25519": _ed25519,
    "ecdsa-sha2-nistp256": _NISTP256,
    "ecdsa-sha2-nistp384": _ecdsa("nistp384", 48),
    "ecdsa-sha2-nistp521": _ecdsa("nistp521", 66),
    "ssh-rsa": _rsa,
    "sk-ssh-ed25519@openssh.com": _hardware(_ed25519),
    "sk-ecdsa-sha2-nistp256@openssh.com": _hardware(_NISTP256),
}


def _refused(sentence: str) -> InvalidField:
    return InvalidField("key", sentence)
