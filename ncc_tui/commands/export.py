"""`ncc-tui export`: everything, in the import format."""

from __future__ import annotations

from pathlib import Path

import click

from ncc_tui.commands.invocation import Invocation
from ncc_tui.commands.options import force_option
from ncc_tui.commands.streams import echo
from ncc_tui.domain.text import visible


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@force_option
@click.pass_obj
def export(invocation: Invocation, folder: Path, force: bool) -> None:
    """Write everything to FOLDER as CSV files that `import` reads.

    Nothing is suppressed in them, so only an admin may, and only you can read them.
    """
    from ncc_tui.services.exporting import export_folder

    written = export_folder(invocation.session(), folder, force=force)
    echo(f"Wrote {len(written)} files to {visible(str(folder))}.")
