"""The cases of the demo: the part ``cases`` of ``examples/demo.yaml``, played through the actions that lawyers use."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any


def play_cases(
    script: Sequence[Mapping[str, Any]],
    *,
    people: Mapping[str, Any],
    claims: Mapping[tuple[str, int], Any],
    incidents: Sequence[Any],
) -> list[Any]:
    """Every case of the script: members, what it gathers, charges with their evidence, searches and findings."""
    return [_play(one, people=people, claims=claims, incidents=incidents) for one in script]


def _play(
    one: Mapping[str, Any],
    *,
    people: Mapping[str, Any],
    claims: Mapping[tuple[str, int], Any],
    incidents: Sequence[Any],
) -> Any:
    from tawthiq.desk.actions import cases

    lawyer = people["lawyer"]
    words = {name: one[name] for name in ("title_en", "title_ar", "about_en", "about_ar")}
    case = cases.open_case(lawyer, cases.About(**words))
    for role in one["members"]:
        cases.add_member(lawyer, case, username=people[role].username)
    for number in one["incidents"]:
        cases.add_material(lawyer, case, incidents[number])
    for charged in one["charges"]:
        _charge(case, charged, people=people, claims=claims)
    return case


def _charge(
    case: Any, one: Mapping[str, Any], *, people: Mapping[str, Any], claims: Mapping[tuple[str, int], Any]
) -> None:
    from tawthiq.desk.actions import charges
    from tawthiq.desk.queries.parties import party_named

    lawyer, researcher = people["lawyer"], people["researcher"]
    alleged = charges.Alleged(crime=one["crime"], party=party_named(one["party"]), particulars=one["particulars"])
    charge = charges.add_charge(lawyer, case, alleged)
    for given in one["evidence"]:
        key, number = given["claim"]
        told = {name: given.get(name, "") for name in ("side", "strength", "note")}
        weighing = charges.Weighing(element=f"{one['crime']}.{given['element']}", **told)
        charges.add_evidence(researcher, charge, claims[key, number], weighing)
    for searched in one.get("searches", []):
        until = date.fromisoformat(searched["until"])
        told = {name: searched[name] for name in ("searched", "outcome", "note")}
        charges.note_search(researcher, charge, charges.Searched(until=until, **told))
    for found in one.get("findings", []):
        told = {name: found[name] for name in ("standard", "basis", "contrary")}
        finding = charges.set_finding(
            lawyer, charge, charges.Found(element=f"{one['crime']}.{found['element']}", **told)
        )
        if found.get("sign"):
            charges.sign_finding(people["reviewer"], finding)
    if one.get("ready"):
        charges.mark_ready(lawyer, charge)
