"""Everything that changes the register: load, ask the rule, save and write the journal, in one transaction.

An action refuses by raising InvalidRecord or NotReleasable whose first word is a code of ``core.decisions`` or of
``REFUSALS``; the desk puts it into words.
"""

REFUSALS = frozenset(
    {
        "reason_missing",
        "claims_open",
        "claim_not_accepted",
        "claim_attached_already",
        "claim_elsewhere",
        "no_claims",
        "title_missing",
        "value_invalid",
        "unknown_place",
        "unknown_party",
        "unknown_verdict",
        "same_record",
        "not_a_draft",
        "release_not_built",
        "release_not_public",
        "release_changed_on_disk",
        "figure_unknown",
        "username_taken",
        "password_too_weak",
        "unknown_language",
        "date_invalid",
        "not_changed",
        "consent_of_whom",
        "explained_by_missing",
        "how_missing",
        "consent_day_in_future",
        "consent_ends_before_it_begins",
        "withdrawn_already",
        "consent_lacking",
        "unknown_reason",
        "disposal_asked_already",
        "disposal_allowed_already",
        "disposed_already",
        "disposed_before",
        "item_in_incident",
        "item_in_release",
        "no_items",
        "recipient_missing",
        "recipient_key_invalid",
        "item_damaged",
        "place_taken",
    }
)
