"""Cases as a list and as pages: only for members, witnesses under their codenames in everything."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from tawthiq.core.cases import under_codenames
from tawthiq.core.ids import make_ref
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.desk.queries.case_items import items_by_ref, numbers_by_kind
from tawthiq.desk.queries.case_matrix import Row, matrix_of
from tawthiq.desk.queries.consents import behind_items
from tawthiq.desk.queries.labels import label, party_labels


def cases_for(user: m.User) -> QuerySet[m.Case]:
    """The cases that this person is a member of, newest first, each with its number of charges."""
    if not may_do(user, "see_case"):
        return m.Case.objects.none()
    mine = m.CaseMember.objects.filter(user=user, left_at=None).values("case")
    return m.Case.objects.filter(pk__in=mine).annotate(charged=Count("charges")).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Shown:
    """A record that a case points at, in words; ``witnesses`` are the codenames of those behind it."""

    ref: str
    kind: str
    words: str
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Masks:
    """The codenames of a case: of each spelling of a protected name, and of each source and person."""

    spellings: Mapping[str, str]
    sources: Mapping[int, str]
    people: Mapping[int, str]

    def cover(self, text: str) -> str:
        """The text with codenames in place of protected names."""
        return under_codenames(text, codenames=self.spellings)


def masks_of(case: m.Case) -> Masks:
    """What is covered in everything of this case."""
    rows = list(case.codenames.select_related("source", "person"))
    spellings = {row.source.pseudonym: row.codename for row in rows if row.source}
    for row in rows:
        if row.person:
            spellings |= {name: row.codename for name in (row.person.name_en, row.person.name_ar) if name}
    return Masks(
        spellings=spellings,
        sources={row.source_id: row.codename for row in rows if row.source_id},
        people={row.person_id: row.codename for row in rows if row.person_id},
    )


def shown_in_case(refs: Collection[str], *, masks: Masks, lang: str) -> dict[str, Shown]:
    """The records behind the references in words, in a fixed number of queries."""
    words = {ref: masks.cover(text) for ref, text in _words(numbers_by_kind(refs), masks, lang).items()}
    items = items_by_ref(refs)
    behind = behind_items(list({item.pk: item for some in items.values() for item in some}.values()))
    found = {}
    for ref in refs:
        parties = [party for item in items[ref] for party in behind[item.pk]]
        names = {(masks.sources if party.source else masks.people).get(party.key[1], "") for party in parties} - {""}
        kind = next(iter(numbers_by_kind([ref])), "")
        found[ref] = Shown(ref, kind, words.get(ref, ref), tuple(sorted(names)))
    return found


def _words(numbers: Mapping[str, set[int]], masks: Masks, lang: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for incident in m.Incident.objects.filter(pk__in=numbers.get("incident", ())):
        words[incident.ref] = getattr(incident, f"title_{lang}")
    for act in m.Act.objects.filter(pk__in=numbers.get("act", ())).select_related("incident"):
        words[act.ref] = f"{label('kinds', act.kind, lang)}: {getattr(act.incident, f'title_{lang}')}"
    for person in m.Person.objects.filter(pk__in=numbers.get("person", ())):
        words[person.ref] = masks.people.get(person.pk) or name_of(person, lang)
    for party in m.Party.objects.filter(pk__in=numbers.get("party", ())):
        words[party.ref] = getattr(party, f"name_{lang}")
    for item in m.Item.objects.filter(pk__in=numbers.get("item", ())).select_related("report"):
        words[item.ref] = (item.report.title if hasattr(item, "report") else "") or item.media_type
    for claim in m.ClaimRow.objects.filter(pk__in=numbers.get("claim", ())):
        words[claim.ref] = label("kinds", claim.kind, lang)
    for row in m.ListRow.objects.filter(pk__in=numbers.get("list_row", ())).select_related("of__source"):
        words[row.ref] = row.of.source.pseudonym
    return words


def name_of(person: m.Person, lang: str) -> str:
    """The person's name in this language, else in the other."""
    first, second = (person.name_ar, person.name_en) if lang == "ar" else (person.name_en, person.name_ar)
    return first or second or person.ref


@dataclass(frozen=True, slots=True)
class ChargeShown:
    """A charge with its matrix."""

    charge: m.Charge
    accused: str
    rows: list[Row]

    @property
    def gaps(self) -> int:
        """How many elements nothing supports."""
        return sum(1 for row in self.rows if row.line.is_gap)

    @property
    def overall(self) -> m.Finding | None:
        """The standing finding about the whole charge."""
        return next((one for one in self.charge.findings.all() if one.is_standing and not one.element), None)


def charges_of(case: m.Case) -> list[m.Charge]:
    """The charges of a case with all that their matrices read, in a fixed number of queries."""
    cells = m.EvidenceCell.objects.select_related("added_by", "undone_by").order_by("pk")
    findings = m.Finding.objects.select_related("set_by", "signed_by").order_by("pk")
    rows = case.charges.select_related("party", "person", "case", "made_by", "ready_by").order_by("pk")
    return list(
        rows.prefetch_related(
            Prefetch("cells", cells),
            Prefetch("findings", findings),
            Prefetch("searches", m.ContrarySearch.objects.select_related("by").order_by("pk")),
            Prefetch("posts", m.Commander.objects.select_related("party").order_by("pk")),
        )
    )


def charge_shown(charge: m.Charge, *, masks: Masks, lang: str) -> ChargeShown:
    """A charge with its matrix and the accused in words; an accused who is a witness too stands under the codename."""
    return ChargeShown(charge, accused_of(charge, masks=masks, lang=lang), matrix_of(charge))


def accused_of(charge: m.Charge, *, masks: Masks, lang: str) -> str:
    """Whom the charge accuses, in words."""
    if charge.party:
        return str(getattr(charge.party, f"name_{lang}"))
    return masks.people.get(charge.person.pk) or name_of(charge.person, lang) if charge.person else ""


def case_materials(case: m.Case, *, masks: Masks, lang: str) -> list[tuple[m.CaseMaterial, Shown]]:
    """What the case gathered, in words, what was dropped included."""
    rows = list(case.materials.select_related("added_by", "undone_by").order_by("pk"))
    shown = shown_in_case({row.what for row in rows}, masks=masks, lang=lang)
    return [(row, shown[row.what]) for row in rows]


def case_members(case: m.Case) -> list[m.CaseMember]:
    """Who sees the case now, in the order in which they came."""
    return list(case.members.filter(left_at=None).select_related("user", "added_by").order_by("pk"))


def may_join(case: m.Case) -> list[m.User]:
    """People who could be let in: active, of a role that may see cases, not in it yet."""
    inside = case.members.filter(left_at=None).values("user")
    people = m.User.objects.filter(is_active=True).exclude(pk__in=inside).order_by("username")
    return [one for one in people if may_do(one, "see_case")]


def places_for_evidence(user: m.User) -> list[m.Case]:
    """The open cases that this person may put something into, with their charges."""
    if not may_do(user, "build_case"):
        return []
    charges = m.Charge.objects.select_related("party", "person", "case").order_by("pk")
    return list(cases_for(user).filter(state="open").prefetch_related(Prefetch("charges", charges)))


def commanders_to_choose(lang: str) -> list[tuple[str, str]]:
    """Every command that stands, as a post of an accused: reference, name, post and party."""
    parties = party_labels(lang)
    rows = m.Commander.objects.filter(undone_at=None).select_related("party").order_by("party__code", "pk")
    other = "en" if lang == "ar" else "ar"
    return [
        (
            row.ref,
            " · ".join(
                filter(
                    None,
                    (
                        getattr(row, f"name_{lang}") or getattr(row, f"name_{other}"),
                        getattr(row, f"post_{lang}") or getattr(row, f"post_{other}"),
                        parties[row.party.code],
                    ),
                )
            ),
        )
        for row in rows
    ]


def commanders_named(refs: Iterable[str]) -> tuple[m.Commander, ...]:
    """The commanders of these references that stand."""
    numbers = numbers_by_kind(refs).get("commander", set())
    return tuple(m.Commander.objects.filter(pk__in=numbers, undone_at=None).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Witness:
    """A codename with its measures; who is behind it is "" for everybody but custodians."""

    row: m.Codename
    measures: list[m.ProtectiveMeasure]
    behind: str


def witnesses_of(case: m.Case, *, is_unsealed: bool) -> list[Witness]:
    """Every codename, in the order of the codenames; ``is_unsealed`` says who is behind it."""
    measures = Prefetch("measures", m.ProtectiveMeasure.objects.select_related("added_by", "undone_by").order_by("pk"))
    rows = case.codenames.select_related("source", "person").prefetch_related(measures).order_by("codename")
    return [
        Witness(
            row,
            list(row.measures.all()),
            ((row.source.pseudonym if row.source else make_ref("person", row.person_id or 0)) if is_unsealed else ""),
        )
        for row in rows
    ]
