"""Deciding what an import leaves in doubt: one offer after another, from a list of answers."""

from __future__ import annotations

from ncc_tui.domain.model import MissingReason
from ncc_tui.services.importing import About, Offer
from ncc_tui.services.importing.outcome import Meaning, shortened
from ncc_tui.tui.prompts.options import ListQuestion


def answers(offer: Offer) -> list[tuple[str, str]]:
    """What a text may be taken for, empty where it is left out, in words; as offered first."""
    if offer.mark:
        first = f"{offer.taken}: leave out the mark {offer.mark}, here and wherever it stands"
    elif offer.about is About.VALUE:
        first = offer.taken
    else:
        first = str(Meaning(offer.taken, offer.title))
    words = {offer.taken: first}
    words |= {meaning.taken: str(meaning) for meaning in offer.instead}
    if offer.about is About.VALUE:
        reasons = [reason for reason in MissingReason if reason is not MissingReason.WITHDRAWN]
        words |= {reason: reason for reason in reasons if reason not in words}
    words |= {"": "leave it out"}
    return list(words.items())


def question(offer: Offer) -> ListQuestion:
    """Asks what an offer's text is; answered by what it is taken for, or not at all."""
    where = f"{offer.sheet or offer.file}, line {offer.line}"
    kind = {About.COLUMN: "column", About.MEASURE: "measure", About.VALUE: "figure"}[offer.about]
    return ListQuestion(f"Which {kind} is '{shortened(offer.found)}' ({where})?", answers(offer))
