"""What was made from items, and what still waits to be made."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from tawthiq.capture.looking import Parser, parsers, parsers_for
from tawthiq.capture.tool_versions import version_of
from tawthiq.desk import models as m


@dataclass(frozen=True, slots=True)
class ItemText:
    """The words of an item.

    ``kind``: report (its own bytes), text (taken out by a program), ocr (read from pictures by machine).
    """

    text: str
    kind: str
    derivatives: tuple[m.Derivative, ...] = ()


def derivatives_of(item: m.Item) -> list[m.Derivative]:
    """Every row, made, empty and failed, by kind and number."""
    return list(item.derivatives.order_by("kind", "number"))


def text_of(item: m.Item) -> ItemText | None:
    """The best words there are; those read by machine from pictures only where there are no others."""
    report = m.Report.objects.filter(item=item).first()
    if report is not None:
        return ItemText(report.text, "report")
    for kind in ("text", "ocr"):
        rows = tuple(item.derivatives.filter(kind=kind, state="made").order_by("number"))
        if rows:
            texts = [settings.WORKSPACE.vault.read(one.sha256).decode("utf-8", "replace") for one in rows]
            return ItemText("\f".join(texts), kind, rows)
    return None


def waiting_parsers(item: m.Item, *, kinds: Collection[str] = (), again: bool = False) -> list[Parser]:
    """Parsers whose tool is here, which read this type and have not said anything about the item yet.

    With ``again`` also those that failed, or whose tool has another version now. A tool that is not installed waits.
    """
    rows = derivatives_of(item)
    return [
        parser
        for parser in parsers_for(item.media_type)
        if version_of(parser.tool)
        and (not kinds or set(kinds) & set(parser.makes))
        and _is_wanted([one for one in rows if one.kind in parser.makes], parser, again=again)
    ]


def _is_wanted(rows: list[m.Derivative], parser: Parser, *, again: bool) -> bool:
    if not rows:
        return True
    return again and any(one.state == "failed" or one.tool_version != version_of(parser.tool) for one in rows)


def underived_items(*, after: int = 0) -> QuerySet[m.Item]:
    """Items with a higher number for which some parser has said nothing yet, in order; never those that were ended."""
    waits = Q(pk__in=[])
    for parser in parsers():
        if version_of(parser.tool):
            said = m.Derivative.objects.filter(item=OuterRef("pk"), kind=parser.makes[0])
            waits |= _reads(parser) & ~Q(Exists(said))
    standing = m.Item.objects.filter(pk__gt=after).exclude(disposal__authorised_by__gt="")
    return standing.filter(waits).order_by("pk")


def _reads(parser: Parser) -> Q:
    wanted = Q(pk__in=[])
    for one in parser.reads:
        wanted |= Q(media_type__startswith=one) if one.endswith("/") else Q(media_type=one)
    return wanted
