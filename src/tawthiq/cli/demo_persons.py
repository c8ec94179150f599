"""The persons whom the demo follows: the part ``persons`` of ``examples/demo.yaml``, played by the researcher."""

from collections.abc import Mapping, Sequence
from typing import Any


def play_persons(script: Sequence[Mapping[str, Any]], *, user: Any, claims: Mapping[tuple[str, int], Any]) -> None:
    """Every state of every person: on the claim that names the person, or on the researcher's signed word."""
    from tawthiq.desk.queries.rooms import persons_for

    known = {one.name_ar or one.name_en: one for one in persons_for(user)}
    for row in script:
        for told in row["states"]:
            _add(known[row["name"]], told, user=user, claims=claims)


def _add(person: Any, told: Mapping[str, Any], *, user: Any, claims: Mapping[tuple[str, int], Any]) -> None:
    from tawthiq.desk.actions.person_states import Known, add_state
    from tawthiq.desk.queries.gazetteer import find_place
    from tawthiq.desk.queries.parties import party_named

    known = Known(
        code=told["code"],
        when=told.get("when", ""),
        place=find_place(told["place"]) if "place" in told else None,
        party=party_named(told["party"]) if "party" in told else None,
        claim=claims[tuple(told["claim"])] if "claim" in told else None,
        why=told.get("why", ""),
    )
    add_state(user, person, known)
