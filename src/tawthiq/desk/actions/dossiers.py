"""A case goes out: its dossier in both languages, the exhibit list, every item with its proofs, in a sealed bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import require_in_case
from tawthiq.desk.actions.case_disclosures import Disclosed, log_disclosure
from tawthiq.desk.actions.codenames import give_codenames
from tawthiq.desk.actions.handovers import Asked, Made, Progress, make_bundle
from tawthiq.desk.papers import render_dossier
from tawthiq.desk.queries.case_exports import unready_charges
from tawthiq.desk.queries.case_items import items_of_case, people_of_case
from tawthiq.desk.queries.cases import masks_of
from tawthiq.desk.queries.dossiers import Dossier, dossier_of
from tawthiq.errors import InvalidRecord
from tawthiq.store.bundle import BundleContent, file_names
from tawthiq.store.release.tables import to_csv

_LANGS = {"en": "dossier.pdf", "ar": "dossier.ar.pdf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """To whom a case goes: ``receiver`` is a row of ``data/receivers.yaml``; the rest as for a hand-over."""

    receiver: Mapping[str, Any]
    encrypt_to: tuple[str, ...] = ()
    checkpoint: int | None = None


def export_case(user: m.User, case: m.Case, export: Export, *, out: Path, tell: Progress | None = None) -> Made:
    """The bundle lies at ``out``, and the case's log says so; raises what ``make_bundle`` raises, consent first.

    Raises InvalidRecord: ``charges_not_ready`` where one that nobody called ready would leave the house;
    ``case_changed`` where items came or went while it was written.
    """
    require_in_case(user, case, "hand_over")
    if unready := unready_charges(case, receiver=export.receiver):
        raise InvalidRecord(f"charges_not_ready: {', '.join(one.ref for one in unready)}")
    items = items_of_case(case)
    with transaction.atomic():
        give_codenames(case, items, actor=user.username)  # nobody came in by a later receipt without one
    masks = masks_of(case)
    asked = Asked(
        recipient=export.receiver["en"],
        purpose=export.receiver["purpose"],
        items=tuple(items),
        people=tuple(people_of_case(case)),
        title=masks.cover(case.title_en),
        encrypt_to=export.encrypt_to,
        checkpoint=export.checkpoint,
        papers=lambda content: _papers(case, items, content, receiver=export.receiver),
        codenames=masks.spellings,
    )
    return make_bundle(user, asked, out=out, tell=tell, noted=lambda handover: _log(user, case, items, handover))


def _log(user: m.User, case: m.Case, items: Sequence[m.Item], handover: m.Handover) -> None:
    """The case's log has the hand-over; what goes out has to be the case as it stands."""
    if [item.pk for item in items_of_case(case)] != [item.pk for item in items]:
        raise InvalidRecord("case_changed")
    gone = Disclosed(
        recipient=handover.recipient,
        purpose=handover.purpose,
        items=tuple(items),
        disclosed_on=timezone.now().date(),
        handover=handover,
    )
    log_disclosure(user, case, gone)


def _papers(
    case: m.Case, items: Sequence[m.Item], content: BundleContent, *, receiver: Mapping[str, Any]
) -> tuple[tuple[str, bytes], ...]:
    dossiers = {lang: dossier_of(case, items, receiver=receiver, lang=lang) for lang in _LANGS}
    printed = tuple((name, render_dossier(dossiers[lang], content, lang)) for lang, name in _LANGS.items())
    return (*printed, ("exhibits.csv", _exhibit_list(dossiers["en"], file_names(content))))


def _exhibit_list(dossier: Dossier, names: Mapping[str, str]) -> bytes:
    """One row for each exhibit, in the order of the load file."""
    return to_csv(
        [
            {
                "exhibit": f"E-{one.number}",
                "item": one.item.ref,
                "file": names[one.item.ref],
                "media_type": one.item.media_type,
                "size_bytes": one.item.size_bytes,
                "sha256": one.item.sha256,
                "description": one.title,
                "sources": "; ".join(one.sources),
            }
            for one in dossier.exhibits
        ]
    )
