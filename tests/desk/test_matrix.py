"""Roles × addresses × records: generated from ``core.access`` and ``desk.rights``, asked of the desk itself.

The table in front of the views is tried for every role; behind it, the views' own lock, for the role in test_views.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tawthiq.core.access import ACTIONS, MAY, ROLES, may
from tawthiq.core.ids import PREFIXES, parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.actions.accounts import invite
from tawthiq.desk.rights import OPEN, ROUTES, Right

from .test_views import CASES, NOWHERE, World, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
OK, ABSENT, FOUND, NOT_ALLOWED = 200, 404, 302, 405
MORE = {  # arguments of addresses that test_views has no case for
    "end_session": ("=1",),
    "upload_part": ("=00000000-0000-4000-8000-000000000000",),
    "withdraw_invitation": ("invitation",),
} | dict.fromkeys(("way_back", "change_role", "suspend", "reinstate", "reset_second_factor", "end_sessions"), ("user",))
NOWHERE_MORE = NOWHERE | {"user": "US-000999", "invitation": "IV-000999", "list_row": "LW-000999"}
PROTOCOL = {"uploads", "upload_part"}  # answers 404 for an upload that is not there, to whoever may: test_uploads.py
STATES: dict[str, tuple[type[m.Record], tuple[str, ...]]] = {
    "report": (m.Report, m.Report.STATES),
    "incident": (m.Incident, m.Incident.STATES),
    "article": (m.Article, m.Article.STATES),
    "release": (m.Release, m.Release.STATES),
    "comment": (m.Comment, m.Comment.STATES),
}


def is_allowed(role: str, right: Right) -> bool:
    return not right.actions or any(may(role, action) for action in right.actions)


def url_of(name: str, records: dict[str, str]) -> str:
    args = CASES[name].args if name in CASES else MORE.get(name, ())
    return reverse(name, args=[one[1:] if one.startswith("=") else records[one] for one in args])


def data_of(name: str, records: dict[str, str]) -> dict[str, str]:
    """What is filled in, with references for the names of records, as test_views does."""
    data = CASES[name].data if name in CASES else {}
    return {key: records.get(value, value) for key, value in data.items()}


def is_sent(name: str) -> bool:
    return CASES[name].post if name in CASES else name not in {"team", "sessions", *PROTOCOL}


def bare(answer: HttpResponse) -> bytes:
    """A page without what differs from one request to the next: the tokens of its forms and its own address."""
    return re.sub(rb'value="[^"]*"', b"", answer.content)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(browser: Client, name: str, records: dict[str, str]) -> HttpResponse:
    """As a person would ask: pages are opened, forms sent, with what test_views fills into them."""
    url, data = url_of(name, records), data_of(name, records)
    browser.cookies.pop("messages", None)
    with undone():
        return browser.post(url, data) if is_sent(name) else browser.get(url, data)


OWN = sorted(name for name in ROUTES if not name.startswith(("account_", "mfa_")))


@pytest.fixture
def records(world: World) -> dict[str, str]:  # noqa: F811
    people = world.people
    invitation, _token = invite(people["administrator"], role="editor", days=1)
    return world.records | {"user": people["reporter"].ref, "invitation": invitation.ref}


def test_every_address_is_in_the_table_and_every_right_and_kind_exists():
    names = {pattern.name for pattern in get_resolver().url_patterns}
    assert names == set(ROUTES) | OPEN
    assert {action for right in ROUTES.values() for action in right.actions} <= set(ACTIONS)
    assert {right.record for right in ROUTES.values()} - {""} <= set(PREFIXES)
    assert set(CASES) <= set(ROUTES) | OPEN


def test_the_table_says_which_kind_of_record_an_address_is_about(records):
    wrong = {}
    for name in OWN:
        args = CASES[name].args if name in CASES else MORE.get(name, ())
        kinds = [parse_ref(records[one])[0] for one in args if not one.startswith("=")]
        if (kinds[0] if kinds else "") != ROUTES[name].record:
            wrong[name] = kinds
    assert wrong == {}


def test_every_action_is_somebodys_and_every_role_has_one():
    assert set().union(*MAY.values()) == set(ACTIONS)
    assert all(MAY.values())


def test_who_may_not_is_answered_as_if_it_were_absent(world, records):  # noqa: F811
    entries, surprises, asked = m.JournalEntry.objects.count(), [], 0
    for role in ROLES:
        nowhere = bare(world.client(role).get("/no/such/page/"))
        for name in (one for one in OWN if not is_allowed(role, ROUTES[one])):
            answer, asked = ask(world.client(role), name, records), asked + 1
            if answer.status_code != ABSENT or bare(answer) != nowhere:
                surprises.append((role, name, answer.status_code))
    assert surprises == []
    assert asked > 500
    assert m.JournalEntry.objects.count() == entries


def test_the_views_ask_again_whatever_the_state_of_the_record(world, records, settings):  # noqa: F811
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.endswith("AccessTable")]
    surprises = []
    for name, case in CASES.items():
        model, states = STATES.get(ROUTES[name].record, (None, ("",))) if name in ROUTES else (None, ())
        for state in states if case.may_not else ():
            if model:
                model.objects.filter(pk=parse_ref(records[ROUTES[name].record])[1]).update(state=state)
            answer = ask(world.client(str(case.may_not)), name, records)
            if answer.status_code != ABSENT:
                surprises.append((case.may_not, name, state, answer.status_code))
    assert surprises == []


def test_who_may_is_answered(world, records):  # noqa: F811
    surprises = []
    for role in ROLES:
        for name in (one for one in OWN if is_allowed(role, ROUTES[one]) and one not in PROTOCOL):
            browser = world.client(role)
            with undone():
                answer = browser.get(url_of(name, records), data_of(name, records))
            if answer.status_code != (NOT_ALLOWED if is_sent(name) else OK):
                surprises.append((role, name, answer.status_code))
    assert surprises == []


def test_what_is_absent_answers_as_what_is_forbidden(world, records):  # noqa: F811
    surprises, absent = [], NOWHERE_MORE | dict.fromkeys(set(records) - set(NOWHERE_MORE), "XX-000999")
    for name in (one for one in OWN if ROUTES[one].record):
        role = CASES[name].may if name in CASES else next(one for one in ROLES if is_allowed(one, ROUTES[name]))
        answer = ask(world.client(role), name, absent)
        if answer.status_code != ABSENT or bare(answer) != bare(world.client(role).get("/no/such/page/")):
            surprises.append((role, name, answer.status_code))
    assert surprises == []


def test_a_case_is_absent_for_whoever_need_not_know_it(world, records):  # noqa: F811
    m.CaseMember.objects.filter(left_at=None).update(left_at=timezone.now())
    kinds, surprises = {"case", "charge", "case_material", "evidence_cell", "codename", "protective_measure"}, []
    for role in ROLES:
        nowhere = bare(world.client(role).get("/no/such/page/"))
        for name in (one for one in OWN if ROUTES[one].record in kinds | {"finding"}):
            answer = ask(world.client(role), name, records)
            if answer.status_code != ABSENT or bare(answer) != nowhere:
                surprises.append((role, name, answer.status_code))
    assert surprises == []


def test_strangers_and_the_suspended_are_sent_to_sign_in_by_every_address(world, records):  # noqa: F811
    suspended = Client()
    suspended.force_login(world.people["researcher"])
    m.User.objects.filter(pk=world.people["researcher"].pk).update(is_active=False)
    for browser in (Client(), suspended):
        for name in OWN:
            answer = ask(browser, name, records)
            assert (name, answer.status_code) == (name, FOUND)
            assert answer["Location"].startswith(reverse("account_login")), name
