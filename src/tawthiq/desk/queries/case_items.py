"""The preserved items behind what a case names by reference, found in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.errors import InvalidRecord

# How an item is found from what stands in a case; a party stands on no item.
_WAYS = {
    "item": "pk",
    "claim": "report__claims",
    "incident": "report__claims__incident",
    "act": "report__claims__incident__acts",
    "person": "report__claims__involvements__person",
}


def numbers_by_kind(refs: Iterable[str]) -> dict[str, set[int]]:
    """The numbers of the references by kind; what is no reference is left out."""
    found: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        try:
            kind, number = parse_ref(ref)
        except InvalidRecord:
            continue
        found[kind].add(number)
    return found


def items_by_ref(refs: Collection[str]) -> dict[str, list[m.Item]]:
    """The items behind each reference, oldest first."""
    numbers = numbers_by_kind(refs)
    pairs: list[tuple[str, int, int]] = []
    for kind, way in _WAYS.items():
        if numbers[kind]:
            rows = m.Item.objects.filter(**{f"{way}__in": numbers[kind]}).values_list(way, "pk").distinct()
            pairs += [(kind, number, item) for number, item in rows]
    if numbers["list_row"]:
        listed = m.ListRow.objects.filter(pk__in=numbers["list_row"]).values_list("pk", "of__item")
        pairs += [("list_row", number, item) for number, item in listed]
    items = {item.pk: item for item in m.Item.objects.filter(pk__in={item for *_, item in pairs})}
    by_record: dict[tuple[str, int], list[m.Item]] = defaultdict(list)
    for kind, number, item in sorted(pairs):
        by_record[kind, number].append(items[item])
    return {ref: by_record[parse_ref(ref)] for ref in refs}


def items_of_refs(refs: Collection[str]) -> list[m.Item]:
    """Every item behind the references, each once, oldest first."""
    found = {item.pk: item for items in items_by_ref(refs).values() for item in items}
    return [found[number] for number in sorted(found)]


def items_of_case(case: m.Case) -> list[m.Item]:
    """Every item behind what stands in the case: gathered, and under its elements, for and against."""
    gathered = case.materials.filter(undone_at=None).values_list("what", flat=True)
    weighed = m.EvidenceCell.objects.filter(charge__case=case, undone_at=None).values_list("what", flat=True)
    return items_of_refs({*gathered, *weighed})


def people_of_case(case: m.Case) -> list[m.Person]:
    """Everybody whom the case names: gathered, or accused; each once, in order of their number."""
    gathered = numbers_by_kind(case.materials.filter(undone_at=None).values_list("what", flat=True))["person"]
    accused = set(case.charges.exclude(person=None).values_list("person_id", flat=True))
    return list(m.Person.objects.filter(pk__in=gathered | accused).order_by("pk"))
