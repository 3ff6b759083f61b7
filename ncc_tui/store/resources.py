"""Where the database's own source lies: beside the package in a wheel, above it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def database_source() -> Path:
    """The folder `db/`, with `migrations/` and `sample/` in it."""
    carried = _PACKAGE / "db"
    return carried if carried.is_dir() else _PACKAGE.parent / "db"


def sample_folder() -> Path:
    """The sample council, in the import format."""
    return database_source() / "sample"


def ready_sample() -> Path:
    """Where the sample council's database lies if it was made as the program was built.

    Its name tells of which sources: one made of others is not found.
    """
    from hashlib import sha256

    digest = sha256()
    source = database_source()
    for folder in ("migrations", "sample"):
        for path in sorted((source / folder).iterdir()):
            digest.update(path.read_bytes())
    return source / f"sample-{digest.hexdigest()[:12]}.db"
