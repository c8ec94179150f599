"""Every address of the desk: the right it asks for, and the kind of record it is about.

The table is a second lock: ``middleware.AccessTable`` turns away whoever lacks the right before a view is asked, and
each view asks again by ``access``. tests/desk/test_matrix.py goes through it by role, and fails for an address that is
not in it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Right:
    """One of ``actions`` is asked for; without any, being signed in is enough. ``record``: a kind of ``core.ids``."""

    actions: tuple[str, ...]
    record: str = ""


def _of(actions: str, *alone: str, **about: str) -> dict[str, Right]:
    asked = tuple(actions.split())
    return dict.fromkeys(alone, Right(asked)) | {name: Right(asked, kind) for name, kind in about.items()}


# Before anybody has signed in.
OPEN = frozenset({"account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "set_language", "join"})
ROUTES: dict[str, Right] = {
    # Pages that show each person what is theirs to see; the queries behind them ask by role.
    **_of("", "home", "inbox", "incidents", "releases", "sessions", "end_session"),
    **_of("", "account_reauthenticate", "account_change_password", "mfa_index", "mfa_reauthenticate"),
    **_of("", "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
    **_of("", "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_remove_webauthn"),
    **_of("", "mfa_edit_webauthn"),
    **_of("ingest", "upload", "uploads", "upload_part"),
    **_of("ingest", "seal_identity"),
    **_of("see_source", "sources", "add_custodian_key", source="source", grade_source="source"),
    **_of("see_source", retire_custodian_key="custodian_key", take_out_identity="sealed_identity"),
    **_of("see_report", "reading", "words", "captures", "lists", report="report", item="item", original="item"),
    **_of("see_report", "control"),
    **_of("see_case see_figures", "law", "law_row"),
    **_of("see_report", copy="item", certificate="item", capture="capture", list="list", refused_rows="list"),
    **_of("review_claim", "ask_reread", finish="report", add_claim="report", word="report", word_offers="report"),
    **_of("review_claim", accept="claim", reject="claim", mend="claim", own_word="word", propose_row="list_row"),
    **_of("edit_incident", "waiting", "attach", "linking", withdraw_judgement="judgement", describe="incident"),
    **_of("edit_incident", set_value="incident", certainty="incident", judge="incident", detach="incident"),
    **_of("edit_incident", "new_place", "take_up_place", edit_place="place", add_place_name="place"),
    **_of("edit_incident", undo_place_name="place_name", add_place_unit="place", undo_place_unit="place_unit"),
    **_of("edit_incident", take_over="place", add_tie="party", undo_tie="tie", add_commander="party"),
    **_of("edit_incident", undo_commander="commander"),
    **_of("edit_incident", add_person_state="person", undo_person_state="person_state"),
    # Which of the rooms a person stands in, ``access.access_person`` asks.
    **_of("see_victims see_witnesses see_alleged", "persons", person="person"),
    **_of("grade", grade="incident"),
    **_of("sign_off", sign_off="incident", allow_naming="incident"),
    **_of("see_figures", "figures", "parties", "places", incident="incident", party="party", place="place"),
    **_of("see_figures", release="release"),
    **_of("capture", recheck="capture"),
    **_of("import_list", "new_list", map_list="item"),
    **_of("export_data", "export", export_list="list"),
    # Only the members of a case get further: ``access.require_in_case`` asks for that besides.
    **_of("see_case", "cases", case="case", charge="charge", linkage="charge", disclosures="case", witnesses="case"),
    **_of("open_case", "new_case", set_case_state="case", add_member="case", end_membership="case"),
    **_of("build_case", "add_evidence", describe_case="case", new_charge="case", drop_material="case_material"),
    **_of("build_case", note_search="charge", set_finding="charge", mark_ready="charge"),
    **_of("build_case", strike_evidence="evidence_cell", protect="codename", lift_measure="protective_measure"),
    **_of("sign_off", sign_finding="finding"),
    **_of("record_consent", "consents", "new_consent", consent="consent", withdraw_consent="consent"),
    **_of("hand_over", case_export="case"),
    **_of("hand_over", "handovers", "hand_over", handover="handover"),
    **_of("ask_disposal allow_disposal", "disposals", disposal="disposal"),
    **_of("ask_disposal", ask_disposal="item"),
    **_of("allow_disposal", allow_disposal="disposal", refuse_disposal="disposal"),
    **_of("build_release", "build_release"),
    **_of("sign_release", sign_release="release", take_back="release"),
    **_of("write_article", "articles", "new_article", "comments", "collect_comments", "corrections", article="article"),
    **_of("write_article", article_ready="article", handle_comment="comment", answer_comment="comment"),
    **_of("see_journal", "journal", "integrity"),
    **_of("manage", "team", "invite", withdraw_invitation="invitation", way_back="user", change_role="user"),
    **_of("manage", suspend="user", reinstate="user", reset_second_factor="user", end_sessions="user"),
}
