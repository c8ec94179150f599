"""Every code that can reach a screen has words in both languages."""

from dataclasses import fields

import pytest
from django.utils.translation import override

from tawthiq.core.claims import CONFIDENCES, COUNTED, STANCES, STATUSES, TARGET_CLASSES
from tawthiq.core.decisions import REASONS
from tawthiq.core.evaluation import PARTS
from tawthiq.core.incidents import FIELDS
from tawthiq.core.people import ACCUSED
from tawthiq.core.people import STATUSES as PERSON_STATUSES
from tawthiq.core.releases import PublicArticle, PublicIncident
from tawthiq.counting.tables import TABLES
from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.actions import REFUSALS
from tawthiq.desk.actions.journal import EVENTS
from tawthiq.desk.queries.linking import SUBJECTS
from tawthiq.desk.queries.previewing import FATES
from tawthiq.linking.incidents.proposals import KINDS as PROPOSALS
from tawthiq.reading.additions import WHAT

CODES = {
    "reasons": REASONS | REFUSALS,
    "events": EVENTS,
    "fields": set(FIELDS),
    "columns": {"incidents", *COUNTED},
    "statuses": set(STATUSES),
    "decisions": set(m.ClaimRow.DECISIONS),
    "states": {*m.Report.STATES, *m.Incident.STATES, *m.Article.STATES, *m.Release.STATES, *m.Comment.STATES},
    "target_classes": set(TARGET_CLASSES),
    "stances": set(STANCES),
    "place_roles": {"scene", "origin", "destination", "direction"},
    "verdicts": set(m.Judgement.VERDICTS),
    "tables": set(TABLES),
    "proposals": {*PROPOSALS, "one_person", "one_place"},
    "subjects": set(SUBJECTS),
    "person_statuses": {*PERSON_STATUSES, *ACCUSED},
    "side_fields": {*FIELDS, "names", "person_status", "role", "incident", "spelling", "place_kind", "within", "point"},
    "contradictions": {"toll", "party", "place", "date", "kind", "denial"},
    "origins": {"copied", "told_by", "same_source", "unnamed", "translation"},
    "parts": set(PARTS),
    "confidences": set(CONFIDENCES),
    "word_targets": set(WHAT),
    "fates": set(FATES),
    "fates_one": set(FATES),
    "public_fields": {one.name for record in (PublicIncident, PublicArticle) for one in fields(record)}
    - {"ref", "slug"},
}


@pytest.mark.parametrize("table", sorted(CODES))
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_code_has_words(table, lang):
    with override(lang):
        found = {code: wording.words_for(table, code) for code in CODES[table]}
    assert not [code for code, words in found.items() if words == code and " " not in words and lang == "ar"]
    held = {code for code, _words in wording.choices(table)}
    assert CODES[table] <= held
    if lang == "ar":
        assert all(any("\u0621" <= letter <= "\u064a" for letter in words) for words in found.values())


def test_a_refusal_is_put_into_words_and_keeps_its_detail():
    assert wording.explain("same_person") == wording.words_for("reasons", "same_person")
    assert wording.explain("claim_attached_already: CL-000001").endswith("(CL-000001)")
    assert wording.explain("what nobody foresaw") == "what nobody foresaw"
