"""States of a person: what may be the latest, what contradicts what, when to ask again; and their table."""

from datetime import date

import pytest

from tawthiq.core.people import ALLEGED, STATUSES, VICTIMS, WITNESSES, is_unidentified, room_of
from tawthiq.core.person_states import (
    CONTRADICTIONS,
    State,
    StateKind,
    contradictions,
    current_states,
    due_on,
    in_order,
    is_overdue,
)
from tawthiq.store.packs import load_table

ROWS = {row["id"]: row for row in load_table("person_states")}
KINDS = {code: StateKind(code, row["life"], row["liberty"], row["look_again_months"]) for code, row in ROWS.items()}


def chain(*told: tuple[str, ...]) -> list[State]:
    return [State(f"ST-{number:06d}", KINDS[one[0]], *one[1:]) for number, one in enumerate(told, 1)]


def latest(*told: tuple[str, ...]) -> list[str]:
    return [one.kind.code for one in current_states(chain(*told))]


def parted(*told: tuple[str, ...]) -> list[str]:
    return [one.of for one in contradictions(chain(*told))]


def test_the_table_says_only_what_the_rules_know() -> None:
    assert {row["life"] for row in ROWS.values()} == {"alive", "dead", "unknown"}
    assert {row["liberty"] for row in ROWS.values()} == {"held", "free", "unknown"}
    named = [status for row in ROWS.values() for status in row["statuses"]]
    assert len(named) == len(set(named))
    assert set(named) <= set(STATUSES)


def test_a_state_gives_way_only_to_one_that_certainly_began_after_it() -> None:
    assert latest(("arrested", "2013-05-02"), ("transferred", "2014")) == ["transferred"]
    assert latest(("arrested", "2014-05"), ("released", "2014")) == ["released", "arrested"]
    assert latest(("arrested", "2013"), ("seen_alive", "")) == ["arrested", "seen_alive"]
    assert latest(("detained", "2013/.."), ("released", "2015")) == ["detained", "released"]
    assert [one.kind.code for one in in_order(chain(("missing", ""), ("released", "2015"), ("last_seen", "2012")))] == [
        *("last_seen", "released", "missing")
    ]


@pytest.mark.parametrize(
    ("told", "of"),
    [
        ([("released", "2014-05"), ("died_in_detention", "2014")], ["alive_or_dead"]),
        ([("released", "2014-05"), ("reported_dead", "")], ["alive_or_dead"]),
        ([("released", "2014-05"), ("died_in_detention", "2015-02")], ["died_held_after_release"]),
        ([("released", "2014-05"), ("arrested", "2014-11"), ("died_in_detention", "2015-02")], []),
        ([("released", "2014-05"), ("reported_dead", "2016")], []),
        ([("detained", "2014"), ("died_in_detention", "2014")], []),
        ([("confirmed_dead", "2013-01-04"), ("seen_alive", "2014")], ["alive_after_death"]),
        ([("confirmed_dead", "2013-01-04"), ("reported_dead", "2013-01-05")], ["day_of_death"]),
        ([("confirmed_dead", "2013-01-04"), ("reported_dead", "2013-01")], []),
        ([("confirmed_dead", "2013-01-04"), ("remains_returned", "2013-06")], []),
        ([("released", "2014-05-01"), ("detained", "2014-05-01")], ["held_or_free"]),
        ([("released", "2014-05"), ("detained", "2014-06")], []),
        ([("arrested", "2013-05-02", "islamic_state"), ("abducted", "2013-05-02", "syrian_government")], ["holder"]),
        ([("arrested", "2013-05-02", "islamic_state"), ("transferred", "2014", "syrian_government")], []),
        ([("arrested", "2013-05-02", "islamic_state"), ("arrested", "2013-05-02")], []),
        ([("missing", "2013"), ("last_seen", "2013")], []),
    ],
)
def test_what_contradicts_what(told: list[tuple[str, ...]], of: list[str]) -> None:
    assert parted(*told) == of
    assert parted(*told[::-1]) == of
    assert set(of) <= set(CONTRADICTIONS)


def test_who_disappeared_and_is_not_heard_of_is_asked_after_again() -> None:
    gone = chain(("arrested", "2013-05"), ("disappeared", "2013-08-31"))
    assert due_on(gone) == date(2014, 3, 1)
    assert not is_overdue(gone, today=date(2014, 3, 1))
    assert is_overdue(gone, today=date(2014, 3, 2))
    assert due_on(chain(("missing", "2013-06"))) == date(2013, 12, 30)
    assert due_on(chain(("missing", "2014-05-31"))) == date(2014, 12, 1)
    assert due_on(chain(("arrested", "2013-05"), ("released", "2014"))) is None
    assert not is_overdue(chain(("missing", "")), today=date(2026, 1, 1))
    assert due_on([]) is None


@pytest.mark.parametrize(
    "name",
    [
        *("Unidentified", "unidentified body", "Body 14", "An unidentified man", "UNKNOWN", "17", "", "John Doe"),
        *(
            "مجهول الهوية",
            "جثة مجهولة الهوية",
            "جثث مجهولي الهوية",
            "شهداء مجهولو الهوية",
            "٣",
            "لم تُعرف هويته",
            "بلا اسم",
        ),
    ],
)
def test_who_has_no_name_is_a_count(name: str) -> None:
    assert is_unidentified(name)


@pytest.mark.parametrize(
    "name",
    ["Ahmad al-Hasan", "جهاد المجهول", "body of Ahmad", "جثة أحمد الحسن", "أم خالد", "Unknownov Ivan", "شهيد العلي"],
)
def test_who_has_a_name_is_a_person(name: str) -> None:
    assert not is_unidentified(name)


@pytest.mark.parametrize(
    ("statuses", "room"),
    [
        ([], VICTIMS),
        (["killed"], VICTIMS),
        (["killed", "witness"], WITNESSES),
        (["source"], WITNESSES),
        (["leader"], ALLEGED),
        (["leader", "killed"], VICTIMS),
        (["accused", "killed"], ALLEGED),
        (["accused", "witness"], WITNESSES),
    ],
)
def test_everybody_stands_in_one_room(statuses: list[str], room: str) -> None:
    assert room_of(statuses) == room
