"""Getting in: invitations, second factors, sessions, asking again, and an administrator who keeps order."""

import re
import runpy
import time
from datetime import timedelta
from hashlib import sha256

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tawthiq.core.access import NEEDS_SECOND_FACTOR, ROLES, may_manage_account, needs_second_factor
from tawthiq.desk import models as m
from tawthiq.desk import settings as desk_settings
from tawthiq.desk.actions import accounts as actions
from tawthiq.desk.entrance import Entrance, Factors
from tawthiq.errors import InvalidRecord, Tampered

OK, MOVED, FOUND, TOO_MANY, ABSENT = 200, 301, 302, 429, 404
PHRASE, OTHER = "a long enough phrase", "another long phrase"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def real_workspace(settings):
    """No demo: second factors are asked for; and nobody has tried to sign in yet."""
    settings.DEMO = False
    cache.clear()


def signed_in(name: str, password: str = PHRASE) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": name, "password": password})
    return browser


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def with_app(user: m.User) -> m.User:
    TOTP.activate(user, SECRET)
    return user


def entered(name: str) -> Client:
    """A browser of somebody who came in with a code of the app."""
    browser = signed_in(name)
    browser.post(reverse("mfa_authenticate"), {"code": code_now()})
    return browser


@pytest.fixture
def admin(people) -> Client:
    with_app(people["administrator"])
    browser = Client()
    browser.force_login(people["administrator"])
    return browser


def bare(answer) -> str:
    """A page without what differs from one request to the next: the token of its forms, and its own address."""
    return re.sub(r'value="[^"]*"', "", answer.content.decode())


def events() -> list[str]:
    return list(m.JournalEntry.objects.order_by("seq").values_list("event", flat=True))


def test_the_password_alone_leads_to_setting_up_a_second_factor_and_nowhere_else(people):
    browser = signed_in("researcher-1")
    for name in ("home", "inbox", "incidents", "export", "sessions", "mfa_generate_recovery_codes"):
        answer = browser.get(reverse(name))
        assert (name, answer.status_code, answer["Location"]) == (name, FOUND, reverse("mfa_index"))
    page = browser.get(reverse("mfa_index"))
    assert "Your role works with a second factor" in page.content.decode()
    assert browser.get(reverse("mfa_activate_totp")).status_code == OK
    assert browser.get(reverse("mfa_add_webauthn")).status_code == OK


def test_a_reporter_and_the_demo_need_none(people, settings):
    assert signed_in("reporter-1").get(reverse("upload")).status_code == OK
    settings.DEMO = True
    page = signed_in("researcher-1").get(reverse("home"))
    assert page.status_code == OK
    assert "This is the demo" in page.content.decode()


def test_an_app_is_set_up_and_its_codes_are_asked_for_from_then_on(people, django_capture_on_commit_callbacks):
    browser = signed_in("analyst-1")
    secret = re.search(r'id="secret" value="([A-Z2-7]+)"', browser.get(reverse("mfa_activate_totp")).content.decode())
    code = format_hotp_value(hotp_value(secret[1], next(yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(reverse("mfa_activate_totp"), {"code": code}).status_code == FOUND
    codes = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"^(?:<pre.*>)?\d{8}$", codes, re.MULTILINE)) == 10
    assert browser.get(reverse("inbox")).status_code == OK
    kept = Authenticator.objects.get(type="totp")
    assert secret[1] not in str(kept.data)

    again = Client()
    answer = again.post(reverse("account_login"), {"login": "analyst-1", "password": PHRASE})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert again.get(reverse("inbox"))["Location"].startswith(reverse("account_login"))
    assert "second_factor_added" in events()


def test_a_wrong_code_does_not_let_in_and_a_recovery_code_does_once(people):
    with_app(people["analyst"])
    RecoveryCodes.activate(people["analyst"])
    one = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    browser = signed_in("analyst-1")
    assert browser.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == OK
    assert browser.post(reverse("mfa_authenticate"), {"code": one}).status_code == FOUND
    assert browser.get(reverse("inbox")).status_code == OK
    again = signed_in("analyst-1")
    assert again.post(reverse("mfa_authenticate"), {"code": one}).status_code == OK


def test_a_secret_that_another_key_wrote_is_named_as_tampered(settings):
    sealed = Factors().encrypt("secret")
    assert Factors().decrypt(sealed) == "secret"
    settings.SECRET_KEY = "another key altogether"
    with pytest.raises(Tampered):
        Factors().decrypt(sealed)


def test_wrong_passwords_are_limited_and_journalled_without_a_name_or_address(people, rf):
    browser = Client()
    for _ in range(5):
        browser.post(reverse("account_login"), {"login": "reporter-1", "password": "wrong"})
    right = browser.post(reverse("account_login"), {"login": "reporter-1", "password": PHRASE})
    assert right.status_code == OK, "the sixth try within five minutes is not even looked at"
    browser.post(reverse("account_login"), {"login": "nobody at all", "password": "wrong"})
    tries = m.JournalEntry.objects.filter(event="sign_in_failed")
    assert [one.subject for one in tries.order_by("seq")] == [people["reporter"].ref] * 5 + [""]
    assert not any("127.0.0.1" in one.body or "nobody" in one.body for one in tries)
    stands = Entrance().get_client_ip(rf.get("/", REMOTE_ADDR="203.0.113.7"))
    assert stands.startswith("fd")
    assert stands == Entrance().get_client_ip(rf.get("/", REMOTE_ADDR="203.0.113.7"))


def test_behind_a_proxy_with_a_certificate_nothing_goes_in_the_clear(people, rf, settings, monkeypatch):
    monkeypatch.setenv("TAWTHIQ_HTTPS", "on")
    for name, value in runpy.run_path(desk_settings.__file__).items():
        if name == "HTTPS" or name.startswith(("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "LANGUAGE_COOKIE_")):
            setattr(settings, name, value)
    browser, door = Client(), reverse("account_login")
    sent_on = browser.get(door)
    assert (sent_on.status_code, sent_on["Location"]) == (MOVED, f"https://testserver{door}")
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    page = browser.get(door, headers=told)
    assert int(page["Strict-Transport-Security"].removeprefix("max-age=")) >= 365 * 24 * 60 * 60
    browser.post(door, {"login": "reporter-1", "password": PHRASE}, headers=told)
    assert {"__Host-sessionid", "__Host-csrftoken", "django_language"} <= set(browser.cookies)
    assert all(
        cookie["secure"] and cookie["path"] == "/" and not cookie["domain"] for cookie in browser.cookies.values()
    )
    caller = [
        Entrance().get_client_ip(rf.get("/", headers={"X-Forwarded-For": said}))
        for said in ("1.2.3.4, 5.6.7.8", "5.6.7.8")
    ]
    assert caller[0] == caller[1], "what a caller writes before the proxy's own word does not count"


def test_absent_and_suspended_accounts_answer_as_a_wrong_password_does(people):
    m.User.objects.filter(username="reporter-1").update(is_active=False)
    pages = []
    for name in ("reporter-1", "nobody", "editor-1"):
        word = PHRASE if name == "reporter-1" else "wrong"
        pages.append(bare(Client().post(reverse("account_login"), {"login": name, "password": word})))
    assert pages[0] == pages[1] == pages[2]


def test_one_sees_where_one_is_signed_in_and_ends_it(people):
    here, there = signed_in("reporter-1"), signed_in("reporter-1")
    stranger = signed_in("reporter-1")
    m_sessions = UserSession.objects.filter(user=people["reporter"])
    assert m_sessions.count() == 3
    assert not m_sessions.filter(ip="127.0.0.1").exists()
    page = here.get(reverse("sessions")).content.decode()
    assert page.count("End it") == 3
    last = m_sessions.order_by("-pk")[0]
    here.post(reverse("end_session", args=[last.pk]))
    assert stranger.get(reverse("home")).status_code == FOUND
    assert there.get(reverse("home")).status_code == OK
    assert "sessions_ended" in events()
    with_app(people["editor"])
    entered("editor-1").post(reverse("end_session", args=[m_sessions.order_by("pk")[0].pk]))
    assert here.get(reverse("home")).status_code == OK, "nobody ends another's session"


def make_stale(browser: Client) -> None:
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - 3600}]
    session.save()


PROVED = {
    "export": ("analyst", False, ()),
    "hand_over": ("lawyer", False, ()),
    "build_release": ("editor", True, ()),
    "sign_release": ("reviewer", True, ("RL-000009",)),
    "take_back": ("reviewer", True, ("RL-000009",)),
    "original": ("analyst", True, ("EV-000009",)),
    "allow_disposal": ("reviewer", True, ("DP-000009",)),
    "invite": ("administrator", True, ()),
    "change_role": ("administrator", True, ("US-000009",)),
    "reset_second_factor": ("administrator", True, ("US-000009",)),
}


@pytest.mark.parametrize("name", sorted(PROVED))
def test_before_what_cannot_be_taken_back_one_proves_anew_who_one_is(people, settings, name):
    settings.DEMO = True
    role, is_sent, args = PROVED[name]
    browser = Client()
    browser.force_login(people[role])
    make_stale(browser)
    before = len(events())
    url = reverse(name, args=args)
    answer = browser.post(url, HTTP_REFERER="http://testserver/releases/") if is_sent else browser.get(url)
    assert answer.status_code == FOUND
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert len(events()) == before
    assert browser.post(answer["Location"], {"password": "wrong"}).status_code == OK
    back = browser.post(answer["Location"], {"password": PHRASE})
    assert back["Location"] == ("/releases/" if is_sent else url)
    after = browser.post(url) if is_sent else browser.get(url)
    assert not after.headers.get("Location", "").startswith(reverse("account_reauthenticate"))
    other = Client()
    other.force_login(people["reporter"])
    make_stale(other)
    forbidden = other.post(url) if is_sent else other.get(url)
    assert forbidden.status_code == ABSENT, "whoever may not is asked nothing"


def test_an_invitation_lets_one_person_in_once(admin):
    page = admin.post(reverse("invite"), {"role": "researcher", "days": "3"}).content.decode()
    link = re.search(r'value="http://testserver(/join/([\w-]{43})/)"', page)
    kept = m.Invitation.objects.get()
    assert kept.token_sha256 == sha256(link[2].encode()).hexdigest()
    assert not any(link[2] in entry.body for entry in m.JournalEntry.objects.all())
    assert link[2] not in admin.get(reverse("team")).content.decode()

    given = {"username": "new-one", "password": OTHER, "again": OTHER, "language": "ar"}
    browser = Client()
    assert browser.get(link[1]).status_code == OK
    assert browser.post(link[1], given | {"again": "different words"}).status_code == OK
    assert browser.post(link[1], given | {"password": "short", "again": "short"}).status_code == OK
    assert browser.post(link[1], given | {"username": "editor-1"}).status_code == OK
    assert not m.User.objects.filter(username="new-one").exists()
    assert browser.post(link[1], given).status_code == FOUND
    made = m.User.objects.get(username="new-one")
    assert (made.role, made.language) == ("researcher", "ar")
    assert browser.get(link[1]).status_code == browser.post(link[1], given | {"username": "two"}).status_code == ABSENT
    assert signed_in("new-one", OTHER).get(reverse("mfa_index")).status_code == OK
    assert events()[-4:] == ["invited", "account_created", "invitation_used", "signed_in"]


def test_an_invitation_that_is_over_answers_as_none(admin, people):
    invitation, token = actions.invite(people["administrator"], role="editor", days=1)
    url = reverse("join", args=[token])
    none = Client().get(reverse("join", args=["x" * 43]))
    m.Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (late := Client().get(url)).status_code == none.status_code == ABSENT
    assert bare(late) == bare(none)
    m.Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert Client().get(url).status_code == OK
    admin.post(reverse("withdraw_invitation", args=[invitation.ref]))
    assert Client().get(url).status_code == ABSENT
    with pytest.raises(InvalidRecord, match="invitation_gone"):
        actions.accept_invitation(invitation, username="x", password=OTHER, language="ar")


def test_nobody_signs_up(people):
    for path in ("/accounts/signup/", "/signup/", "/sign-up/"):
        assert Client().get(path).status_code == ABSENT
    assert not Entrance().is_open_for_signup(None)


def test_a_lost_password_and_a_lost_factor_are_mended_by_the_administrator(admin, people):
    lost = with_app(people["editor"])
    old = entered("editor-1")
    assert old.get(reverse("articles")).status_code == OK
    page = admin.post(reverse("way_back", args=[lost.ref])).content.decode()
    link = re.search(r"/join/[\w-]{43}/", page)[0]
    Client().post(link, {"password": OTHER, "again": OTHER})
    assert old.get(reverse("articles")).status_code == FOUND, "sessions of before have ended"
    assert signed_in("editor-1", OTHER).get(reverse("mfa_authenticate")).status_code == OK
    admin.post(reverse("reset_second_factor", args=[lost.ref]))
    fresh = signed_in("editor-1", OTHER)
    assert fresh.get(reverse("articles"))["Location"] == reverse("mfa_index")
    assert {"invited", "invitation_used", "second_factor_reset"} <= set(events())


def test_the_administrator_changes_roles_suspends_and_ends_sessions(admin, people):
    reporter, browser = people["reporter"], signed_in("reporter-1")
    admin.post(reverse("end_sessions", args=[reporter.ref]))
    assert browser.get(reverse("home")).status_code == FOUND
    admin.post(reverse("change_role", args=[reporter.ref]), {"role": "editor"})
    reporter.refresh_from_db()
    assert reporter.role == "editor"
    browser = signed_in("reporter-1")
    admin.post(reverse("suspend", args=[reporter.ref]))
    assert browser.get(reverse("mfa_index")).status_code == FOUND
    assert "suspended" in admin.get(reverse("team")).content.decode()
    admin.post(reverse("reinstate", args=[reporter.ref]))
    assert signed_in("reporter-1").get(reverse("mfa_index")).status_code == OK
    assert {"role_changed", "account_suspended", "account_reinstated", "sessions_ended"} <= set(events())


def test_nobody_changes_their_own_account_and_one_administrator_stays(people):
    boss = people["administrator"]
    for change in (actions.suspend, actions.end_sessions, actions.reset_second_factor):
        with pytest.raises(InvalidRecord, match="own_account"):
            change(boss, boss)
    second = actions.create_user(username="second", password=PHRASE, role="administrator", actor="t")
    actions.suspend(second, boss)
    with pytest.raises(InvalidRecord, match="last_administrator"):
        actions.suspend(boss, second)


def test_the_auditor_sees_who_opened_what(people, receive_text):
    item = receive_text("Two were arrested in Manbij.\n").item
    for role in ("analyst", "lawyer"):
        browser = Client()
        browser.force_login(with_app(people[role]))
        assert browser.post(reverse("original", args=[item.ref])).status_code == OK
    auditor = Client()
    auditor.force_login(with_app(people["auditor"]))
    page = auditor.get(reverse("journal"), {"event": "accesses", "who": "analyst-1"}).content.decode()
    assert page.count("<strong>opened the original</strong>") == 1
    assert "<bdi>analyst-1</bdi>" in page
    every = auditor.get(reverse("journal"), {"event": "accesses", "ref": item.ref}).content.decode()
    assert every.count("<strong>") == every.count("<strong>opened the original</strong>") == 2


def test_the_rule_of_accounts():
    told = {"of": "b", "administrators": 1}
    assert may_manage_account("a", role="administrator", leaves=False, **told)
    assert may_manage_account("a", role="editor", leaves=True, **told)
    assert not may_manage_account("a", role="administrator", leaves=True, **told)
    assert set(ROLES) - NEEDS_SECOND_FACTOR == {"reporter"}
    assert needs_second_factor("no such role")


def test_the_list_of_accounts_asks_no_more_for_more(admin, people, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        admin.get(reverse("team"))


def test_passwords_are_long_uncommon_and_free_in_form(people):
    told = {"role": "reporter", "actor": "t"}
    for weak in ("short of it", "password1234"):
        with pytest.raises(InvalidRecord, match="password_too_weak"):
            actions.create_user(username="weak", password=weak, **told)
    for number, free in enumerate(("only small letters", "  كلمات عربية كثيرة  ", "x y" * 40)):
        actions.create_user(username=f"free-{number}", password=free, **told)
        assert signed_in(f"free-{number}", free).get(reverse("upload")).status_code == OK
        assert signed_in(f"free-{number}", free.upper() + ".").get(reverse("upload")).status_code == FOUND
