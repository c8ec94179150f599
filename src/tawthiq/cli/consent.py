"""``tawthiq consent``: what a source or a person agreed to, recorded, taken back and listed."""

import json as json_format
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.people import sign_in
from tawthiq.cli.words import harmless, language, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import InvalidRecord, NotFound

if TYPE_CHECKING:
    from tawthiq.desk.models import Consent, Item, Person, Source, User

consent_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
By = Annotated[str, typer.Option("--by", metavar="NAME", help=say("help.release.by"))]
OfSource = Annotated[str, typer.Option("--source", metavar="NAME", help=say("help.consent.source"))]
OfPerson = Annotated[str, typer.Option("--person", metavar="PS-…", help=say("help.consent.person"))]
Json = Annotated[bool, typer.Option("--json", help=say("help.consent.json"))]


@consent_app.command("record", help=say("help.consent.record"))
def record(
    *,
    by: By,
    purpose: Annotated[str, typer.Option(metavar="PURPOSE", help=say("help.consent.purpose"))],
    explained_by: Annotated[str, typer.Option(metavar="NAME", help=say("help.consent.explained_by"))],
    how: Annotated[str, typer.Option(metavar="WORDS", help=say("help.consent.how"))],
    lang: Annotated[str, typer.Option(metavar="LANG", help=say("help.consent.lang"))],
    day: Annotated[str, typer.Option(metavar="DATE", help=say("help.consent.day"))],
    given: Annotated[bool, typer.Option("--given/--refused", help=say("help.consent.given"), show_default=False)],
    source: OfSource = "",
    person: OfPerson = "",
    until: Annotated[str, typer.Option(metavar="DATE", help=say("help.consent.until"))] = "",
    guardian: Annotated[str, typer.Option(metavar="NAME", help=say("help.consent.guardian"))] = "",
    evidence: Annotated[str, typer.Option(metavar="EV-…", help=say("help.consent.evidence"))] = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """Record what one source or person said to one purpose."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.consents import Agreed, record_consent

    user = sign_in(by)
    told = Agreed(
        purpose=purpose,
        is_given=given,
        lang=lang,
        explained_by=explained_by,
        how=how,
        given_on=_day(day),
        source=_source(source),
        person=_person(user, person),
        expires_on=_day(until) if until else None,
        guardian=guardian,
        evidence=_item(user, evidence),
    )
    _show(record_consent(user, told), json=json)


@consent_app.command("withdraw", help=say("help.consent.withdraw"))
def withdraw(
    ref: Annotated[str, typer.Argument(metavar="CN-…", help=say("help.consent.ref"))],
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help=say("help.consent.reason"))],
    home: Home = None,
    json: Json = False,
) -> None:
    """Take a consent back, and say what had left the house before."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_consent
    from tawthiq.desk.actions.consents import withdraw_consent

    user = sign_in(by)
    told = withdraw_consent(user, access_consent(user, ref), reason=reason)
    if json:
        shown = {
            "consents": [one.ref for one in told.consents],
            "items": list(told.items),
            "handovers": [{"ref": one.ref, "recipient": one.recipient} for one in told.handovers],
            "releases": list(told.releases),
        }
        typer.echo(json_format.dumps(shown))
        return
    typer.echo(say("consent.withdrawn", refs=", ".join(one.ref for one in told.consents), items=len(told.items)))
    for one in told.handovers:
        typer.echo(say("consent.handed_over", ref=one.ref, recipient=harmless(one.recipient)))
    if told.releases:
        typer.echo(say("consent.published", numbers=", ".join(str(number) for number in told.releases)))


@consent_app.command("list", help=say("help.consent.list"))
def list_consents(
    *,
    by: By,
    source: OfSource = "",
    person: OfPerson = "",
    item: Annotated[str, typer.Option(metavar="EV-…", help=say("help.consent.item"))] = "",
    home: Home = None,
    json: Json = False,
) -> None:
    """What was agreed and refused: of a source, a person, everybody behind an item, or of all; newest first."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import require
    from tawthiq.desk.queries import consents as asked

    user = sign_in(by)
    require(user, "record_consent")
    of_source, of_person, of_item = _source(source), _person(user, person), _item(user, item)
    if of_source:
        found = asked.consents_of_source(of_source)
    elif of_person:
        found = asked.consents_of_person(of_person)
    else:
        found = asked.consents_of_item(of_item) if of_item else list(asked.all_consents())
    for one in found:
        _show(one, json=json)
    if not json and not found:
        typer.echo(say("consent.none"))


def _source(pseudonym: str) -> "Source | None":
    if not pseudonym:
        return None
    from tawthiq.desk.queries.gazetteer import find_source

    found = find_source(pseudonym)
    if found is None:
        raise NotFound("not_found")
    return found


def _person(user: "User", ref: str) -> "Person | None":
    from tawthiq.desk.access import access_person

    return access_person(user, ref) if ref else None


def _item(user: "User", ref: str) -> "Item | None":
    from tawthiq.desk.access import access_item

    return access_item(user, ref) if ref else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as odd:
        raise InvalidRecord(say("error.day", day=harmless(text))) from odd


def _show(consent: "Consent", *, json: bool) -> None:
    from tawthiq.store.packs import load_table

    whose = consent.source or consent.person
    names = {row["id"]: row[language()] for row in load_table("consent_purposes")}
    shown: dict[str, Any] = {
        "ref": consent.ref,
        "of": whose.ref if whose else "",
        "purpose": consent.purpose,
        "is_given": consent.is_given,
        "given_on": consent.given_on.isoformat(),
        "expires_on": consent.expires_on.isoformat() if consent.expires_on else None,
        "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
        "recorded_by": consent.recorded_by,
    }
    if json:
        typer.echo(json_format.dumps(shown))
        return
    answer = "withdrawn" if consent.withdrawn_at else "given" if consent.is_given else "refused"
    told = shown | {"purpose": names.get(consent.purpose, consent.purpose), "answer": say(f"consent.answer.{answer}")}
    typer.echo(say("consent.line", **told) + (say("consent.until", **told) if consent.expires_on else ""))
