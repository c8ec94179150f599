"""Spellings of places, learnt from what people decided: visible on the place's page, and taken back there.

A person who says in a claim which place the words mean teaches that spelling. Only what somebody settled counts: a
place that the machine found and a person left as it was teaches nothing, nor do bare words for kinds of place.
"""

from tawthiq.core.claims import Claim, PlaceMention
from tawthiq.core.place_keys import TYPE_WORDS
from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.actions.gazetteer import keep_places
from tawthiq.desk.actions.places import Called, add_name
from tawthiq.errors import InvalidRecord

_LEAST = 3
_MOST_WORDS = 5
_ARTICLE = "ال"


def learn_spellings(user: m.User, row: m.ClaimRow, *, before: Claim | None, now: Claim) -> list[m.PlaceName]:
    """Spellings that this decision teaches, added; ``before`` is the claim as it was, None where a person wrote it."""
    settled = {(one.start, one.end): one.place for one in before.places} if before else {}
    taught = [one for one in now.places if one.place and settled.get((one.start, one.end), "") != one.place]
    taught = [one for one in taught if is_name(one.text)]
    if not taught:
        return []
    kept = {place.code: place for place in keep_places([now])}
    found = []
    for mention in taught:
        name = _learn(user, row, mention, kept=kept)
        if name:
            found.append(name)
    return found


def _learn(user: m.User, row: m.ClaimRow, mention: PlaceMention, *, kept: dict[str, m.Place]) -> m.PlaceName | None:
    place = kept.get(mention.place or "") or m.Place.objects.filter(code=mention.place).first()
    if place is None or is_known(place, mention.text):
        return None
    called = Called(text=mention.text, lang=row.report.lang, learnt_from=row)
    try:
        return add_name(user, place, called, also=(place,) if place.code in kept else ())
    except InvalidRecord:  # somebody else taught it at this moment
        return None


def is_name(text: str) -> bool:
    """Whether words can be a name: not too short or long, and more than words for kinds of place ("the village")."""
    words = fold(text).split()
    own = [word for word in words if word not in TYPE_WORDS and word.removeprefix(_ARTICLE) not in TYPE_WORDS]
    own = [word for word in own if word not in ("the", "of", "a")]
    return bool(own) and len(words) <= _MOST_WORDS and len("".join(own)) >= _LEAST


def is_known(place: m.Place, text: str) -> bool:
    """Whether the place is known under these words already."""
    folded = fold(text)
    if folded in (fold(place.name_en), fold(place.name_ar)):
        return True
    is_spelling = place.spellings.filter(folded=folded).exists()
    return is_spelling or place.own_names.filter(folded=folded, undone_at=None).exists()
