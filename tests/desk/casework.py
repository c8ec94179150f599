"""Cases for tests and benchmarks: a small one, and a full one of two accused, twenty incidents, two hundred items."""

import io
from datetime import date
from itertools import cycle

from tawthiq.desk import models as m
from tawthiq.desk.actions import cases, charges
from tawthiq.desk.actions.consents import Agreed, record_consent
from tawthiq.desk.actions.evidence import Provenance, name_source, receive
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.actions.parties import Period, Post, add_commander, add_tie
from tawthiq.desk.actions.protection import add_measure
from tawthiq.desk.actions.review import add_claim
from tawthiq.desk.queries.case_matrix import elements_of

CRIME, MODE = "rs-8-2-b-i", "rs-28-a"
MEMBERS = ("researcher", "reviewer", "analyst", "custodian")
MONTHS = ("2015-06", "2015-07", "2015-09")


def a_case(people: dict[str, m.User], *, title: str = "Attacks on markets") -> m.Case:
    """A case of the lawyer's, with everybody in it who may be."""
    case = cases.open_case(people["lawyer"], cases.About(title_en=title, title_ar="الهجمات على الأسواق"))
    for role in MEMBERS:
        cases.add_member(people["lawyer"], case, username=people[role].username)
    return case


def a_charge(people: dict[str, m.User], case: m.Case, *, party: str = "syrian_government") -> m.Charge:
    """A charge against a party."""
    accused = m.Party.objects.get(code=party)
    return charges.add_charge(people["lawyer"], case, charges.Alleged(crime=CRIME, party=accused))


def weigh(
    people: dict[str, m.User], charge: m.Charge, what: m.Record, *, number: int = 0, side: str = "supporting"
) -> m.EvidenceCell:
    """Something under the charge's element of this number."""
    weighing = charges.Weighing(element=elements_of(charge)[number].code, side=side, strength="moderate")
    return charges.add_evidence(people["researcher"], charge, what, weighing)


def case_rooms(people: dict[str, m.User], incident: m.Incident, item: m.Item) -> dict[str, str]:
    """One of everything that a case has, by the name a route asks for it."""
    case = a_case(people)
    charge = a_charge(people, case)
    cell = weigh(people, charge, incident)
    found = charges.Found(element=cell.element, standard="reasonable_suspicion", basis="Two who saw it.")
    finding = charges.set_finding(people["lawyer"], charge, found)
    codename = case.codenames.first()
    assert codename is not None
    return {
        "case": case.ref,
        "law": CRIME,
        "material": cases.add_material(people["lawyer"], case, item).ref,
        "charge": charge.ref,
        "cell": cell.ref,
        "finding": finding.ref,
        "codename": codename.ref,
        "measure": add_measure(people["lawyer"], codename, measure="name_withheld").ref,
    }


def a_told_incident(
    people: dict[str, m.User], number: int, *, party: str, items: int, place: str = ""
) -> tuple[m.Incident, list[m.Item]]:
    """An incident of one told claim, and so many items about it, each from a witness who agrees to sharing."""
    text = (
        f"Account {number}: barrel bombs fell on the market and {number % 7 + 2} civilians died.\nشهادة رقم {number}.\n"
    )
    made = []
    for copy in range(items):
        source = _agreeing(people, f"Witness {number}-{copy % 3}")
        told = Provenance(source=source, published=f"{MONTHS[number % 3]}-{number % 27 + 1:02d}", lang="en")
        content = f"{text}Copy {copy}." if copy < 2 else f"\x89PNG {number} {copy}"
        got = receive(
            io.BytesIO(content.encode("utf-8")),
            name=f"{number}-{copy}.{'txt' if copy < 2 else 'png'}",
            actor=people["reporter"].username,
            channel="test",
            provenance=told,
        )
        made.append(got.item)
    report = made[0].report
    claim = add_claim(
        people["researcher"], report, body=_body(text, number, party=party, place=place), reason="Told so."
    )
    titles = {"title_en": f"Market struck {number}", "title_ar": f"قصف سوق {number}"}
    return create_incident(people["researcher"], [claim], **titles), made


def _agreeing(people: dict[str, m.User], pseudonym: str) -> m.Source:
    source = name_source(pseudonym=pseudonym, kind="witness", actor="test")
    if not source.consents.exists():
        told = {"is_given": True, "lang": "ar", "explained_by": "a colleague", "how": "face to face"}
        for purpose in ("share_un", "share_national_prosecutor"):
            given = Agreed(purpose=purpose, given_on=date(2015, 9, 1), source=source, **told)
            record_consent(people["lawyer"], given)
    return source


def _body(text: str, number: int, *, party: str, place: str) -> dict[str, object]:
    from tawthiq.core.claims import Claim, Span, to_json

    words = text.split("\n", maxsplit=1)[0]
    body = to_json(Claim(kind="airstrike", quote=Span(start=0, end=len(words), text=words), reader="person"))
    empty = {"start": 0, "end": 0, "text": ""}
    body["perpetrators"] = [empty | {"party": party}]
    body["when"] = empty | {"edtf": f"{MONTHS[number % 3]}-{number % 27 + 1:02d}"}
    if place:
        body["places"] = [empty | {"place": place, "role": "scene"}]
        body["target"] = empty | {"class": "civilian", "party": None}
        body["counts"] = {"killed": empty | {"min": number % 7 + 2, "max": number % 7 + 2 + number % 3}}
    return body


def _invented(code: str) -> m.Party:
    """A party of no real war."""
    names = {"northern_army": "جيش الشمال", "first_brigade": "اللواء الأول"}
    told = {"name_en": code.replace("_", " ").capitalize(), "name_ar": names[code], "kind": "state"}
    return m.Party.objects.get_or_create(code=code, defaults=told)[0]


def _invented_places() -> list[m.Place]:
    """Four market towns of a province that is on no map."""
    province, _new = m.Place.objects.get_or_create(
        code="north_province", defaults={"kind": "governorate", "name_en": "North Province", "name_ar": "محافظة الشمال"}
    )
    towns = [("Upper Town", "البلدة العليا", 35.92, 38.4), ("Mill Bridge", "جسر الطاحون", 36.05, 38.75)]
    towns += [("Salt Market", "سوق الملح", 35.7, 38.95), ("Three Wells", "الآبار الثلاث", 35.61, 38.31)]
    made = []
    for en, ar, lat, lon in towns:
        point = {"lat": lat, "lon": lon, "radius_m": 3000, "source": "invented"}
        told = {"kind": "town", "name_en": en, "name_ar": ar, "parent": province, **point}
        made.append(m.Place.objects.get_or_create(code=en.lower().replace(" ", "_"), defaults=told)[0])
    return made


def a_full_case(people: dict[str, m.User], *, incidents: int = 20, items: int = 10) -> m.Case:
    """Two accused, a party and a commander under article 28, with evidence for and against under every element."""
    lawyer, researcher = people["lawyer"], people["researcher"]
    case = a_case(people, title="Markets under barrel bombs")
    state, unit = (_invented(code) for code in ("northern_army", "first_brigade"))
    towns = _invented_places()
    period = Period(source="two defectors", certainty="likely", valid_from="2015-01-01", valid_to="2015-12-31")
    add_tie(researcher, unit, state, kind="part_of", period=period)
    post = add_commander(researcher, state, Post(name_en="The Commander", post_en="Commander"), period=period)
    person = m.Person.objects.create(name_en="The Commander", name_ar="القائد")
    charged = (
        charges.add_charge(lawyer, case, charges.Alleged(crime=CRIME, party=state, particulars="Strikes on markets.")),
        charges.add_charge(lawyer, case, charges.Alleged(crime=CRIME, mode=MODE, person=person, posts=(post,))),
    )
    for number in range(incidents):
        town = towns[number % len(towns)].code
        incident, made = a_told_incident(people, number, party=unit.code, items=items, place=town)
        cases.add_material(lawyer, case, incident)
        for item in made[1:]:
            cases.add_material(lawyer, case, item)
        for charge in charged:
            places = cycle(range(len(elements_of(charge))))
            for what, element in zip((incident, *made[:5]), places, strict=False):
                weigh(
                    people,
                    charge,
                    what,
                    number=element,
                    side="contradicting" if what is made[min(4, items - 1)] else "supporting",
                )
    _assess(people, case, charged)
    return case


def _assess(people: dict[str, m.User], case: m.Case, charged: tuple[m.Charge, ...]) -> None:
    """What people wrote down beside the evidence: a description, a search, a finding, protection, who was killed."""
    lawyer = people["lawyer"]
    about = {
        "about_en": "Strikes on markets in four towns over one summer, and who ordered them.",
        "about_ar": "ضربات على أسواق أربع بلدات في صيف واحد، ومن أمر بها.",
    }
    cases.describe_case(lawyer, case, cases.About(title_en=case.title_en, title_ar="الأسواق تحت البراميل", **about))
    for charge in charged:
        looked = {"searched": "The army's own statements of that summer.", "note": "It says that it struck a depot."}
        charges.note_search(lawyer, charge, charges.Searched(until=date(2015, 12, 31), outcome="found", **looked))
        first = elements_of(charge)[0].code
        told = {"basis": "Several accounts agree on place and hour.", "contrary": "The army denies it."}
        charges.set_finding(lawyer, charge, charges.Found(element=first, standard="reasonable_suspicion", **told))
        charges.mark_ready(lawyer, charge)
    victim = m.Person.objects.create(name_en="A Seller", name_ar="بائع")
    cases.add_material(lawyer, case, victim)
    codename = case.codenames.order_by("pk").first()
    if codename:
        add_measure(lawyer, codename, measure="contact_through_us")
