"""The tree that services stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ncc_tui.domain.model import Service


def in_tree(services: Sequence[Service]) -> Iterator[tuple[Service, int]]:
    """Every service with how deep it stands, those below another after it."""
    known = {service.code for service in services}

    def below(parent: str | None, depth: int) -> Iterator[tuple[Service, int]]:
        for service in services:
            above = service.parent if service.parent in known else None
            if above == parent:
                yield service, depth
                yield from below(service.code, depth + 1)

    return below(None, 0)


def lies_below_itself(service: Service, every: Mapping[str, Service]) -> bool:
    """Whether a service's parents, by their codes, lead back to it."""
    seen: set[str] = set()
    above = service.parent
    while above is not None and above not in seen:
        if above == service.code:
            return True
        seen.add(above)
        above = every[above].parent if above in every else None
    return False
