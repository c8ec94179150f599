"""How far the sentence of an account reports its act, rather than naming it on the way: signs of grammar, weighed.

The weights are data of the language (``standing``: start, reports, weights, source); without them nothing is said.
The signs, each between 0 and 1:

``people``       killed, injured or taken people are counted by a number
``casualties``   people are killed or injured, but not counted
``numbers``      the sentence holds a number
``weapons``      raids or weapons are told with the act
``active``       the word for the act is a verb in the active
``happens``      a verb of happening stands beside the word for the act ("took place", أسفر)
``said``         somebody is said to tell it
``topic``        the sentence has a charge, an inquiry, a condemnation or the like for its matter
``ahead``        the sentence speaks of plans, threats or what may come
``since``        the act only dates another ("a day after the bombing")
``we``           the sentence speaks in the first person
``aside``        the mention is background
``relative``     a relative ("who", "which") stands before the word for the act
``quoted``       a quotation mark stands in the sentence
``deaths_only``  no act is told, only that people were killed
``place``        how far from its beginning the sentence names the act (forty words and more: 1)
``length``       how long the sentence is (eighty words and more: 1)
"""

from collections.abc import Mapping
from math import exp
from typing import Any

from tawthiq.reading.accounts import Account
from tawthiq.reading.frames import Frame
from tawthiq.reading.scenes import Scene

_HURT = ("killed", "injured")
_TAKEN = "detained"
_HAPPENING_REACH = 8
_PLACE_MAX, _LENGTH_MAX = 40, 80


def weigh(scene: Scene, account: Account) -> float | None:
    """The share by the weights of the language, or None where it has none."""
    table: Mapping[str, Any] = scene.language.words.get("standing", {})
    if not table:
        return None
    weights: Mapping[str, float] = table["weights"]
    total = table["start"] + sum(weights.get(sign, 0.0) * value for sign, value in _signs(scene, account).items())
    return 1 / (1 + exp(-total))


def _signs(scene: Scene, account: Account) -> dict[str, float]:
    lead = account.lead
    view = lead.cast.view
    is_counted, is_hurt = _people(account)
    text = scene.text[view.sentence.start : view.sentence.end]
    return {
        "people": is_counted,
        "casualties": is_hurt and not is_counted,
        "numbers": bool(view.numbers),
        "weapons": "munitions" in lead.counts,
        "active": lead.voice == "active",
        "relative": any(word.last <= lead.hit.first for word in view.of("relatives")),
        "quoted": '"' in text,
        "happens": _happens(lead),
        "said": bool(view.of("say")),
        "topic": bool(view.of("topics")),
        "ahead": bool(view.of("future")),
        "since": view.has_ending(lead.hit.first - 1, "dating") is not None,
        "we": bool(view.of("we")),
        "aside": any(frame.status == "background" for frame in account.frames),
        "deaths_only": lead.kind == "killing_other",
        "place": min(lead.hit.first - view.first, _PLACE_MAX) / _PLACE_MAX,
        "length": min(view.last - view.first, _LENGTH_MAX) / _LENGTH_MAX,
    }


def _people(account: Account) -> tuple[bool, bool]:
    """Whether people are counted by a number; whether any are killed or hurt at all."""
    found = [
        (slot, quantity)
        for frame in account.frames
        for slot, quantities in frame.counts.items()
        if slot in (*_HURT, _TAKEN)
        for quantity in quantities
    ]
    is_counted = any(
        quantity.counted and not quantity.by_name and quantity.bounds.max != 0 for _slot, quantity in found
    )
    return is_counted, any(slot in _HURT for slot, _quantity in found)


def _happens(frame: Frame) -> bool:
    view = frame.cast.view
    low, high = max(view.first, frame.hit.first - _HAPPENING_REACH), min(view.last, frame.hit.last + _HAPPENING_REACH)
    return any(view.has_starting(at, "happening") for at in range(low, high))
