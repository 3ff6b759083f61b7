"""Public keys as they are pasted; those of `ssh-keygen` where it is there."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncc_tui.domain.errors import InvalidField
from ncc_tui.domain.keys import parse_public_key

ED25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIGqW7h8dS3q0oNMcxUfRjSO7nqN0T3z8xZ3E3qU1b2Zr"
LINE = f"ssh-ed25519 {ED25519}"
needs_ssh_keygen = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen here")


def blob(*parts: bytes) -> str:
    raw = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        (LINE, ""),
        (f"{LINE} jo@laptop", "jo@laptop"),
        (f"  {LINE}   jo's laptop \n", "jo's laptop"),
        (f"# from Jo\n\n{LINE}\r\n", ""),
        (f'command="sh -c \\"x ssh-rsa AAAA\\"",no-pty {LINE} jo', "jo"),
        (f'restrict,from="10.0.0.0/8, *.gov.uk" {LINE} jo', "jo"),
        (f"Jo Smith, of Finance: {LINE}", ""),
        (f'environment="LD_PRELOAD=/tmp/x" {LINE} a\x1b[31m b', "a␛[31m b"),
    ],
)
def test_nothing_but_the_key_and_its_comment_is_kept(text: str, comment: str) -> None:
    key = parse_public_key(text)
    assert (key.type, key.key, key.comment) == ("ssh-ed25519", ED25519, comment)


RSA_1024 = blob(b"ssh-rsa", b"\x01\x00\x01", b"\x00" + b"\xff" * 128)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Expected one OpenSSH public key"),
        (f"{LINE}\n{LINE}", "Expected one OpenSSH public key"),
        ("ssh-dss AAAAB3NzaC1kc3M=", "of one of these types: ssh-ed25519"),
        ("ssh-ed25519-cert-v01@openssh.com AAAA", "of one of these types"),
        (ED25519, "of one of these types"),
        ("ssh-ed25519", "is no base64"),
        (f"ssh-ed25519 {ED25519[:-3]}", "is no base64"),
        (f"ssh-ed25519 {ED25519[:-4]}", "is damaged"),
        (f"ssh-ed25519 {ED25519}AAAA", "is damaged"),
        (f"ssh-ed25519 {ED25519}*", "is no base64"),
        (f"ssh-rsa {ED25519}", "is damaged"),
        (f"ecdsa-sha2-nistp256 {blob(b'ecdsa-sha2-nistp256', b'nistp384', b'x')}", "is damaged"),
        (f"ssh-rsa {RSA_1024}", "An RSA key of 1024 bits is too weak"),
        (f"ssh-rsa {blob(b'ssh-rsa', b'', b'')}", "is damaged"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n", "it must never leave"),
        ("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU", "it must never leave"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n", "it must never leave"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END", "Expected one OpenSSH public key"),
    ],
)
def test_what_is_no_good_public_key_is_refused_in_words(text: str, told: str) -> None:
    with pytest.raises(InvalidField, match=told) as refused:
        parse_public_key(text)
    assert refused.value.field == "key"


@given(st.text())
def test_any_text_is_a_key_or_refused(text: str) -> None:
    for pasted in (text, f"ssh-rsa {text}", f"{text} {LINE}", f"{LINE} {text}"):
        try:
            key = parse_public_key(pasted)
        except InvalidField:
            continue
        assert key.key == ED25519
        assert "\n" not in key.comment


@given(st.binary(max_size=200))
def test_any_bytes_after_a_type_are_a_key_or_refused(raw: bytes) -> None:
    encoded = base64.b64encode(raw).decode()
    for kind in ("ssh-ed25519", "ssh-rsa", "sk-ecdsa-sha2-nistp256@openssh.com"):
        with pytest.raises(InvalidField):
            parse_public_key(f"{kind} {encoded}")


def test_a_key_of_hardware_is_read() -> None:
    kind = "sk-ssh-ed25519@openssh.com"
    key = parse_public_key(f"{kind} {blob(kind.encode(), b'p' * 32, b'ssh:')} yubikey")
    assert (key.type, key.comment) == (kind, "yubikey")


@needs_ssh_keygen
@pytest.mark.parametrize(
    "kind", ["-ted25519", "-tecdsa", "-tecdsa -b384", "-tecdsa -b521", "-trsa -b2048"]
)
def test_the_fingerprint_is_what_ssh_keygen_prints(kind: str, tmp_path: Path) -> None:
    made = tmp_path / "key"
    subprocess.run(
        ["ssh-keygen", "-q", *kind.split(), "-N", "", "-C", "jo@laptop", "-f", made], check=True
    )
    public = made.with_suffix(".pub")
    told = subprocess.run(
        ["ssh-keygen", "-l", "-f", public], check=True, capture_output=True, text=True
    )
    key = parse_public_key(public.read_text())
    assert key.fingerprint == told.stdout.split()[1]
    assert key.comment == "jo@laptop"
    with pytest.raises(InvalidField, match="never leave its owner"):
        parse_public_key(made.read_text())
