"""What codes are called on screen: reasons, refusals, events, fields, states. Vocabularies of the field: data/*.yaml.

Every code that a rule, an action or a journal entry can give has its words here; a test holds that.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

REASONS: Words = {
    "role_may": _("Your role may do this."),
    "role_may_not": _("Your role may not do this."),
    "unknown_role": _("The account has no role that the desk knows."),
    "unknown_action": _("The desk knows no such action."),
    "own_account": _("Nobody changes their own account here; another administrator does."),
    "last_administrator": _("One administrator has to stay who can sign in."),
    "grade_supported": _("What is known carries this grade."),
    "unknown_grade": _("There is no such grade."),
    "grade_is_for_a_court": _("Only a court may say this; an organisation that documents does not."),
    "no_source": _("No source asserts it yet: attach an accepted claim first."),
    "too_few_independent_sources": _("This grade asks for more independent sources than there are."),
    "basis_missing": _("Say in words what the grade rests on."),
    "contrary_information_missing": _(
        "Say what speaks against it, or where contrary information was looked for and not found."
    ),
    "second_person": _("Another person than the first: it may be signed."),
    "same_person": _("You did the first step yourself; a second person has to sign."),
    "not_graded": _("It has no grade yet."),
    "basis_stated": _("The basis is stated."),
    "perpetrator_unknown": _("No perpetrator is named."),
    "contrary_searched": _("Contrary material was searched for."),
    "contrary_search_missing": _("Nobody has written down a search for material against this charge."),
    "contrary_search_outdated": _("Evidence came after the last search for contrary material; search again."),
    "contrary_found_not_entered": _("A search found material against it, and none stands in the matrix."),
    "element_without_finding": _("Every element needs a finding of its own first."),
    "finding_above_element": _("The charge cannot stand firmer than its weakest element."),
    "releasable": _("It may go out."),
    "not_signed_off": _("No second person has signed it off."),
    "needs_uncorroborated_flag": _("It may go out only with the mark that it is not corroborated."),
    "nothing_to_release": _("There is nothing that may go out."),
    "leak_found": _("The leak check found protected words in what would go out."),
    "massacre_by_rule": _("A massacre by the organisation's rule."),
    "number_unknown": _("How many were killed is not known."),
    "fewer_than_five": _("At least five killed are not established."),
    "victims_unknown": _("Who the victims were is not known."),
    "victims_could_defend_themselves": _("The victims could defend themselves."),
    "place_unknown": _("The place is not known."),
    "several_places": _("The claims give several places."),
    "manner_unknown": _("How they were killed is not known."),
    "several_manners": _("The claims give several manners of killing."),
    "consent_given": _("Consent for publication was given."),
    "named_in_an_official_role": _("Named in an official role."),
    "no_consent": _("There is no consent for publication."),
    "minor_is_never_named": _("A minor is never named."),
    "status_is_never_named": _("People in this situation are never named."),
    "suspect_is_never_named": _("Who is alleged to have done it is named by a court, not by us."),
    "small_number_in_words": _("Title or summary says a small number that is hidden; write it without the number."),
    "consent_stands": _("Consent for this use was given, and it stands."),
    "consent_not_needed": _("This use needs no consent of theirs, and they said nothing against it."),
    "consent_missing": _("No consent for this use is recorded."),
    "consent_refused": _("Consent for this use was refused."),
    "consent_withdrawn": _("Consent for this use was withdrawn."),
    "consent_expired": _("Consent for this use has run out."),
    "keeping_refused": _("They do not agree that it is kept: nothing may be done with it."),
    "source_unknown": _("Who it came from is not recorded, so nobody can have agreed."),
    "unknown_purpose": _("The table of purposes has no such purpose."),
}

REFUSALS: Words = {
    "reason_missing": _("Give a reason: it stays in the history with your name."),
    "url_invalid": _("This is no address of a web page."),
    "url_too_long": _("The address is too long."),
    "url_scheme": _("Only http and https addresses are visited."),
    "url_userinfo": _("An address with a user name in it is not visited."),
    "url_port": _("Only the usual ports of the web, 80 and 443, are visited."),
    "url_host": _("The host of this address can be read in several ways; write it plainly."),
    "url_private": _("The address leads to a private network; it is not visited."),
    "capture_waits": _("The page has not been captured yet."),
    "claims_open": _("Some claims of this report have not been decided yet."),
    "claim_not_accepted": _("Only a claim that a person accepted can be attached."),
    "claim_attached_already": _("The claim is attached to an incident; detach it there first."),
    "claim_elsewhere": _("The claim belongs to another incident."),
    "no_claims": _("Choose at least one claim."),
    "title_missing": _("Give a title in both languages."),
    "value_invalid": _("This value cannot be."),
    "unknown_place": _("The gazetteer knows no such place."),
    "unknown_party": _("The register knows no such party."),
    "judgement_withdrawn_already": _("This judgement was taken back before."),
    "proposal_gone": _("This proposal is not made any more: something was decided meanwhile. Look at the list again."),
    "unknown_verdict": _("Say same, different or unsure."),
    "same_record": _("A record cannot be compared with itself."),
    "not_a_draft": _("The article is no draft any more."),
    "release_not_built": _("The release is not waiting for a signature."),
    "release_not_public": _("The release is not public."),
    "answer_missing": _("Write the answer."),
    "no_codename": _("Whoever wrote this has no codename: there is no way to answer."),
    "correction_incomplete": _("Say what it is about, and what is right, in both languages."),
    "file_unreadable": _("A file of the release cannot be looked through for protected words."),
    "release_changed_on_disk": _("The files of the release are not what was built. Do not sign; tell the auditor."),
    "figure_unknown": _("The text names a figure that the register does not hold."),
    "invitation_gone": _("The invitation opens nothing any more: it was used, withdrawn, or has run out."),
    "session_gone": _("This session has ended already."),
    "username_taken": _("There is an account of this name already."),
    "password_too_weak": _("The password is too weak."),
    "unknown_language": _("The language is not one the desk reads."),
    "date_invalid": _("This is no date of the form 2015, 2015-06, 2015-06-30 or 2015-06-28/2015-06-30."),
    "not_changed": _("Nothing was changed."),
    "upload_too_large": _("The file is larger than 10 GB. Hand it in on a disk: the command line takes any size."),
    "upload_empty": _("The file is empty."),
    "no_room": _("There is not enough room on the disk for this. Tell the administrator."),
    "vault_copy_damaged": _(
        "The same bytes are preserved already, but that copy is damaged. Yours is kept; tell the auditor."
    ),
    "vault_closed": _(
        "The vault cannot be written at the moment. What came is kept; it is stored as soon as it can be."
    ),
    "consent_of_whom": _("Say whose consent it is: one source, or one person."),
    "explained_by_missing": _("Say who explained it."),
    "how_missing": _("Say how it was explained and answered."),
    "consent_day_in_future": _("The day of the consent lies in the future."),
    "consent_ends_before_it_begins": _("The consent would end before it begins."),
    "withdrawn_already": _("It was withdrawn already."),
    "consent_lacking": _("Consent is lacking; nothing was written."),
    "unknown_reason": _("The table of reasons has no such reason."),
    "disposal_asked_already": _("Disposal of this item was asked for already."),
    "disposal_allowed_already": _("The disposal was allowed already."),
    "disposed_already": _("The item was disposed of; its bytes are gone."),
    "disposed_before": _("These bytes were disposed of before and are not taken again; ask the custodian."),
    "item_in_incident": _("Claims of the item are attached to an incident; detach them there first."),
    "list_rows_proposed": _("Rows of this list were put up for review; dispose of those items first."),
    "item_in_release": _("A public release quotes the item; take the release back first."),
    "no_items": _("Choose at least one item."),
    "recipient_missing": _("Say who receives it."),
    "recipient_key_invalid": _("The recipient's key is no age key (age1…)."),
    "key_known": _("This key was added before."),
    "key_retired": _("This key is retired already."),
    "no_custodian_key": _("No custodian has added a key yet: nothing can be sealed."),
    "identity_length": _("Write who it is, in at most 20,000 letters."),
    "unknown_reliability": _("There is no such grade of reliability."),
    "item_damaged": _("The preserved bytes are damaged; nothing was written. Tell the auditor."),
    "place_taken": _("There is something at this place already; choose another name."),
    "not_in_checkpoint": _("It came after this checkpoint; take a later one."),
    "claim_reread": _("The machine has read this report again since you opened it. Look at the claim as it is now."),
    "word_known": _("The reader takes these words for this already."),
    "word_undone_already": _("The word was taken back already."),
    "word_too_short": _("A word of the reader has two letters or more."),
    "word_too_long": _("A word of the reader has at most eight words and eighty signs."),
    "word_in_pieces": _("Between the words stands a sign that the reader never reads across. Choose one piece."),
    "word_of_other_party": _("The reader takes these words for another party already; one spelling names one party."),
    "list_row_refused": _("The row was refused; decide first what its odd value means."),
    "unknown_form": _("There is no such form of an export."),
    "xlsx_cell": _("A cell of this record is longer than a workbook can hold, or has signs that it cannot. Take CSV."),
    "xlsx_too_long": _("A workbook cannot hold so many rows. Take CSV."),
    "name_missing": _("Give the name."),
    "name_known": _("The place is known under this name already."),
    "source_missing": _("Say where it is known from."),
    "point_in_part": _("Give latitude, longitude and radius, or none of them."),
    "place_in_itself": _("A place cannot lie in itself."),
    "not_in_gazetteer": _("The gazetteer says nothing of it."),
    "undone_already": _("It was taken back already."),
    "unknown_certainty": _("There is no such degree of certainty."),
    "member_unfit": _("There is no such person, or their role may not see cases."),
    "member_already": _("This person is a member already."),
    "member_last": _("The last member who may open cases has to stay."),
    "material_unfit": _("This kind of record cannot stand here."),
    "material_already": _("The case has it already."),
    "accused_missing": _("Name one accused: a party, or a person."),
    "unknown_crime": _("The law tables have no such crime or mode of liability."),
    "unknown_element": _("The crime has no such element."),
    "quote_not_there": _("These words do not stand in the text; copy them from it."),
    "searched_missing": _("Say where you looked."),
    "search_in_future": _("A search cannot reach into the future."),
    "finding_over": _("This finding stands no more, or was signed already."),
    "codenames_used_up": _("The case has no codename left."),
    "item_not_in_case": _("An item of this list does not belong to the case."),
    "disclosure_in_future": _("A disclosure cannot lie in the future."),
    "charges_not_ready": _("Before a case leaves the house, each of its charges has to be called ready."),
    "case_changed": _("Items came into the case or left it while the dossier was written; export it again."),
    "receiver_unknown": _("The table of receivers has no such receiver."),
    "tie_to_itself": _("A party cannot be bound to itself."),
    "state_rests_on_nothing": _("A state rests on a claim, or on a reason that you sign."),
    "claim_not_of_person": _("The claim does not name this person."),
    "covered_words": _(
        "A covered name (█) cannot be saved: whoever may enter the person's room has to change these words."
    ),
    "unknown_state": _("The table of states has no such state."),
    "unknown_word_target": _("The reader's lists have no such party, place or row of words."),
}

EVENTS: Words = {
    "received": _("received and preserved"),
    "accessed_original": _("opened the original"),
    "list_imported": _("imported rows of a list"),
    "list_row_proposed": _("put a row of a list up for review"),
    "data_exported": _("exported data"),
    "claims_read": _("read by the machine, claims proposed"),
    "claims_reread": _("read again by the machine; decisions stay"),
    "reread_asked": _("asked for all reports to be read again"),
    "reread_ended": _("the round of reading again came to its end"),
    "word_added": _("added a word to the reader's"),
    "word_undone": _("took a word of the reader's back"),
    "claim_accepted": _("accepted the claim"),
    "claim_mended": _("mended the claim"),
    "claim_rejected": _("rejected the claim"),
    "claim_added": _("added a claim"),
    "report_finished": _("finished the report"),
    "incident_created": _("created the incident"),
    "claims_attached": _("attached claims"),
    "claim_detached": _("detached a claim"),
    "value_set": _("set a value"),
    "incident_described": _("wrote title and summary"),
    "attribution_set": _("set the certainty of an attribution"),
    "pair_judged": _("judged a pair"),
    "judgement_withdrawn": _("took a judgement back"),
    "naming_allowed": _("allowed a name to be published"),
    "graded": _("graded the incident"),
    "signed_off": _("signed off as second person"),
    "release_built": _("built a release"),
    "release_signed": _("signed and published a release"),
    "release_withdrawn": _("took a release back"),
    "article_saved": _("saved an article"),
    "article_ready": _("marked an article ready"),
    "comment_received": _("a comment arrived"),
    "comment_handled": _("handled a comment"),
    "comment_answered": _("answered a reader"),
    "correction_written": _("wrote a public correction"),
    "account_created": _("created an account"),
    "signed_in": _("signed in"),
    "sign_in_failed": _("failed to sign in"),
    "second_factor_added": _("set up a second factor"),
    "second_factor_removed": _("removed a second factor"),
    "recovery_codes_made": _("made recovery codes"),
    "password_changed": _("changed the password"),
    "invited": _("invited"),
    "invitation_withdrawn": _("withdrew an invitation"),
    "invitation_used": _("came in by invitation"),
    "role_changed": _("changed the role"),
    "account_suspended": _("suspended the account"),
    "account_reinstated": _("reinstated the account"),
    "second_factor_reset": _("reset the second factor"),
    "sessions_ended": _("ended sessions"),
    "source_named": _("named a source by pseudonym"),
    "source_graded": _("graded a source"),
    "custodian_key_added": _("added a custodian's key"),
    "custodian_key_retired": _("retired a custodian's key"),
    "identity_sealed": _("sealed who a source is"),
    "identity_taken_out": _("took out a sealed identity"),
    "conflict_loaded": _("loaded the conflict folder"),
    "gazetteer_imported": _("imported a gazetteer"),
    "place_added": _("added a place"),
    "place_changed": _("changed the place"),
    "place_name_added": _("added a name of the place"),
    "place_name_undone": _("took a name of the place back"),
    "place_unit_added": _("added a unit that the place lies in"),
    "place_unit_undone": _("took a unit back"),
    "party_tie_added": _("added what binds two parties"),
    "party_tie_undone": _("took back what binds two parties"),
    "commander_added": _("added a commander"),
    "commander_undone": _("took a commander back"),
    "case_opened": _("opened a case"),
    "case_described": _("wrote what the case is about"),
    "case_closed": _("closed the case"),
    "case_reopened": _("opened the case again"),
    "case_member_added": _("let a member into the case"),
    "case_member_ended": _("ended a membership of the case"),
    "case_seen": _("looked into the case"),
    "case_material_added": _("gathered material in the case"),
    "case_material_dropped": _("dropped material from the case"),
    "charge_added": _("added a charge"),
    "charge_ready": _("called a charge ready"),
    "evidence_added": _("put evidence under an element"),
    "evidence_struck": _("struck evidence out"),
    "contrary_searched": _("searched for contrary material"),
    "finding_set": _("set a finding"),
    "finding_signed": _("signed a finding as second person"),
    "codenames_given": _("witnesses got codenames"),
    "codenames_unsealed": _("saw who is behind the codenames"),
    "protection_added": _("added a protective measure"),
    "protection_lifted": _("lifted a protective measure"),
    "disclosure_logged": _("logged a disclosure"),
    "person_state_added": _("added a state of the person"),
    "person_state_undone": _("took a state of the person back"),
    "room_entered": _("looked into a protected room"),
    "fixity_checked": _("checked the preserved bytes"),
    "derived": _("a working copy or text was made"),
    "derivation_failed": _("a tool could not read it; the original is kept"),
    "capture_asked": _("asked for a web capture"),
    "captured": _("captured a web page"),
    "capture_failed": _("a web capture did not succeed"),
    "availability_checked": _("looked whether the page is still there"),
    "imported": _("imported an archive made elsewhere"),
    "consent_recorded": _("recorded consent"),
    "consent_withdrawn": _("recorded that consent was withdrawn"),
    "exported": _("handed over a bundle"),
    "custody_certified": _("issued a custody certificate"),
    "disposal_asked": _("asked for disposal"),
    "disposal_allowed": _("allowed the disposal as second person"),
    "disposal_refused": _("refused the disposal as second person"),
    "disposed": _("disposed of an item: bytes, words and entries destroyed"),
    "noted_anew": _("noted records anew whose entries a disposal destroyed"),
    "checkpoint_published": _("published a checkpoint of the journal"),
    "padded": _("filled the journal up, so that its length tells nothing"),
    "timestamped": _("a timestamp authority confirmed a checkpoint"),
    "witnessed": _("a witness confirmed a checkpoint"),
    "backed_up": _("wrote a backup"),
    "restored": _("restored from a backup"),
    "orphans_removed": _("removed bytes that no record names"),
}

FIELDS: Words = {
    "kind": _("Kind"),
    "when": _("When"),
    "place": _("Where"),
    "perpetrators": _("Alleged perpetrators"),
    "target_class": _("Who was hit"),
    "killed": _("Killed"),
    "injured": _("Injured"),
    "detained": _("Detained"),
    "displaced": _("Displaced"),
    "munitions": _("Munitions"),
}
# The rows in which persons and places stand side by side, beside those of incidents.
SIDE_FIELDS: Words = {
    **FIELDS,
    "names": _("Name"),
    "person_status": _("What the claims say"),
    "role": _("Role"),
    "incident": _("Incident"),
    "spelling": _("Other spellings"),
    "place_kind": _("Kind of place"),
    "within": _("Lies in"),
    "point": _("Point"),
    "source": _("Known from"),
}
# What the queue "Same or not" is about: desk.queries.linking.SUBJECTS.
SUBJECTS: Words = {"incidents": _("Incidents"), "persons": _("People"), "places": _("Places")}

# The fields of a public record, as the difference of two releases names them.
PUBLIC_FIELDS: Words = {
    **{name: FIELDS[name] for name in ("kind", "place", "perpetrators")},
    **dict.fromkeys(("edtf", "first_day", "last_day"), FIELDS["when"]),
    "title_en": _("Title in English"),
    "title_ar": _("Title in Arabic"),
    "summary_en": _("Summary in English"),
    "summary_ar": _("Summary in Arabic"),
    "body_en": _("Text in English"),
    "body_ar": _("Text in Arabic"),
    **dict.fromkeys(("dateline_en", "dateline_ar"), _("Dateline")),
    **dict.fromkeys(("author_en", "author_ar"), _("Author")),
    "grade": _("Grade"),
    "victim_class": FIELDS["target_class"],
    "counts": _("Numbers"),
    "is_massacre": _("Massacre by the rule"),
    "violations": _("Violations"),
    "disagreements": _("What sources disagree on"),
    "unknown": _("What is not known"),
    "people": _("Names"),
    "claims": _("Claims"),
    "signed_on": _("Signed off"),
    "category": _("Category"),
    "published": _("Published"),
    "incidents": _("Incidents"),
    "related": _("Related articles"),
}
MESSAGE_KINDS: Words = {
    "comment": _("comment"),
    "correction": _("correction"),
    "relative": _("a relative"),
    "reply": _("right of reply"),
    "tip": _("information"),
}
# What a public release shows that may be shown no more.
SHOWN: Words = {
    "consent": _("an incident behind which somebody said no"),
    "person": _("a person's name"),
    "voice": _("the name of somebody who spoke"),
    "source": _("what a source is called"),
    "exact_point": _("a point finer than the rules allow"),
    "small_number": _("a small number that is hidden now"),
    "masked_words": _("words that are masked now"),
    "file_name": _("the name of a file"),
    "sha256": _("the digest of an original"),
    "commenter": _("a reader who wrote to us"),
    "account": _("the working name of somebody of the team"),
    "comment": _("what a reader wrote to us"),
    "codename": _("a codename"),
    "protection": _("how somebody is protected"),
    "case_note": _("a note of a case"),
}

# The parts of a claim, as the evaluation of the reader compares them.
PARTS: Words = {
    "quote": _("The words it rests on"),
    "status": _("Status"),
    "places": FIELDS["place"],
    "when": FIELDS["when"],
    "perpetrators": FIELDS["perpetrators"],
    "confidence": _("How the report names who did it"),
    "target": FIELDS["target_class"],
    "people": _("People"),
    "attribution": _("Who says so"),
    **{name: FIELDS[name] for name in ("killed", "injured", "detained", "displaced", "munitions")},
}
# How a report holds that the perpetrator did it.
CONFIDENCES: Words = {
    "reported_as_fact": _("told as a fact"),
    "claimed_or_admitted": _("by their own word"),
    "accused_by_authorities": _("accused by an authority or a party"),
    "possible": _("suspected, accused by others, or inferred"),
}
# What an own word is added to.
WORD_TARGETS: Words = {"party": _("Party"), "place": _("Place"), "trigger": _("Act")}
# What becomes of a claim when a report is read again: many of them, and one.
FATES: Words = {
    "new": _("would appear"),
    "changed": _("would be read otherwise"),
    "withdrawn": _("would go"),
    "lost": _("decided, would be found no more and stay"),
}
FATES_ONE: Words = {
    "new": _("appears"),
    "changed": _("changes"),
    "withdrawn": _("goes"),
    "lost": _("stays, found no more"),
}
READING_TABLES: Words = {
    "kind": _("By kind"),
    "lang": _("By language"),
    "reader": _("By reader"),
    "rule": _("By rule"),
    "part": _("Which parts of right claims stayed as they were read"),
}
STATUSES: Words = {
    "asserted": _("asserted"),
    "denied": _("denied"),
    "planned": _("planned"),
    "background": _("background"),
    "total": _("running total"),
}
DECISIONS: Words = {
    "proposed": _("proposed by the machine"),
    "accepted": _("accepted"),
    "mended": _("mended"),
    "rejected": _("rejected"),
}
STATES: Words = {
    "received": _("waiting for the reader"),
    "inbox": _("to be read"),
    "done": _("finished"),
    "open": _("open"),
    "graded": _("graded, waiting for a second person"),
    "signed": _("signed off"),
    "draft": _("draft"),
    "ready": _("ready"),
    "built": _("built, waiting for a signature"),
    "public": _("public"),
    "withdrawn": _("taken back"),
    "new": _("new"),
    "handled": _("handled"),
}
TARGET_CLASSES: Words = {
    "civilian": _("civilian"),
    "combatant": _("combatant"),
    "facility": _("facility"),
    "unknown": _("not known"),
}
STANCES: Words = {
    "asserts": _("asserts"),
    "denies": _("denies"),
    "accuses": _("accuses"),
    "admits": _("admits"),
}
PLACE_ROLES: Words = {
    "scene": _("scene"),
    "origin": _("origin"),
    "destination": _("destination"),
    "direction": _("direction"),
}
# Case files.
SIDES: Words = {"supporting": _("for it"), "contradicting": _("against it")}
CHARGE_STATES: Words = {"open": _("being worked on"), "ready": _("ready for a dossier")}
CASE_STATES: Words = {"open": _("open"), "closed": _("closed")}
SEARCH_OUTCOMES: Words = {"found": _("found"), "none": _("none found")}
ASPECTS: Words = {"kind": _("Same kind"), "unit": _("Same alleged unit"), "weapon": _("Same weapon")}
LAW_KINDS: Words = {"crime": _("Crime"), "mode": _("Mode of liability"), "rule": _("Rule")}
CONFLICTS: Words = {
    "international": _("in an international armed conflict"),
    "non_international": _("in a non-international armed conflict"),
    "any": _("in either kind of conflict, or none"),
}
ELEMENT_KINDS: Words = {
    "conduct": _("conduct"),
    "consequence": _("consequence"),
    "circumstance": _("circumstance"),
    "mental": _("mental element"),
    "contextual": _("context"),
}
VERDICTS: Words = {"same": _("the same"), "different": _("different"), "unsure": _("unsure")}
LANGUAGES: Words = {
    "en": _("English"),
    "ar": _("Arabic"),
    "": _("language not known"),
    "ku": _("Kurdish"),
    "tr": _("Turkish"),
    "fr": _("French"),
    "de": _("German"),
}
CHANNELS: Words = {
    "command line": _("command line"),
    "upload": _("uploaded at the desk"),
    "pasted": _("pasted at the desk"),
    "demo": _("example of the demo"),
    "capture": _("captured from the web"),
    "import": _("imported archive"),
    "list": _("imported list"),
    "list row": _("row of an imported list"),
}
TABLES: Words = {
    "all": _("Altogether"),
    "party": _("By alleged perpetrator"),
    "kind": _("By kind"),
    "place": _("By governorate"),
    "month": _("By month"),
}
COLUMNS: Words = {"incidents": _("Incidents"), **{name: FIELDS[name] for name in ("killed", "injured", "detained")}} | {
    name: FIELDS[name] for name in ("displaced", "munitions")
}
# What happened to a person, as readers and reviewers write it; other words are shown as written.
PERSON_STATUSES: Words = {
    "killed": _("killed"),
    "injured": _("injured"),
    "wounded": _("wounded"),
    "arrested": _("arrested"),
    "detained": _("detained"),
    "abducted": _("abducted"),
    "missing": _("missing"),
    "tortured": _("tortured"),
    "punished": _("punished"),
    "attacked": _("attacked"),
    "threatened": _("threatened"),
    "prosecuted": _("prosecuted"),
    "accused": _("accused of a violent crime"),
    "released": _("released"),
    "executed": _("executed"),
    "disappeared": _("forcibly disappeared"),
    "displaced": _("displaced"),
    "recruited": _("recruited by force"),
    "leader": _("leader"),
    "commander": _("commander"),
    "official": _("official"),
    "spokesperson": _("spokesperson"),
    "source": _("source"),
    "witness": _("witness"),
    "informant": _("informant"),
    "relative": _("relative"),
    "reporter": _("reporter"),
    "perpetrator": _("alleged perpetrator"),
    "suspect": _("suspect"),
}
# What a tool found in a file, by the names of the derivatives' facts.
FACTS: Words = {
    "taken_at": _("Date in the file"),
    "made_with": _("Made with"),
    "camera": _("Camera"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "tags": _("Number of tags"),
    "format": _("Format"),
    "duration_s": _("Length in seconds"),
    "streams": _("Streams"),
    "characters": _("Characters"),
    "pages": _("Pages"),
    "title": _("Title"),
    "words": _("Words"),
    "confidence_mean": _("Mean confidence, of 100"),
    "doubtful_words": _("Doubtful words"),
    "languages": _("Languages"),
    "members": _("Files inside"),
    "total_bytes": _("Bytes when unpacked"),
    "packed_bytes": _("Bytes when packed"),
    "warnings": _("Warnings"),
    "verdict": _("Verdict"),
    "issuer": _("Signed by"),
    "generator": _("Made by the program"),
    "actions": _("What was done to it"),
    "codes": _("Findings"),
    "at_s": _("At second"),
    "width": _("Width"),
    "height": _("Height"),
}
ORIGIN_VERDICTS: Words = {
    "valid": _("the signature fits the file, and its signer is on the list of those trusted"),
    "untrusted": _("the signature fits the file; who signed is on no list of those trusted"),
    "invalid": _("the signature does not fit the file: it was changed after it was signed"),
    "none": _("no mark of origin"),
}
# What a disposal does not reach.
PAST_RECALL: Words = {
    "handed_over": _("It was handed over; tell those who have it."),
    "in_release_files": _("A release that was taken back quotes it; its files are in other hands."),
    "captured_with": _("It came with a web capture; the capture's other files stay."),
    "in_backups": _("Backups hold it until they are replaced."),
    "log_not_emptied": _("The database still holds pages to be emptied; tawthiq dispose resume does it."),
}
# What a check of preserved bytes can find.
FINDINGS: Words = {
    "bytes_missing": _("missing"),
    "bytes_changed": _("changed"),
    "bytes_unreadable": _("cannot be read"),
}
CAPTURE_STAGES: Words = {"waiting": _("waiting"), "running": _("being captured"), "done": _("finished")}
# What a researcher is asked about accounts that may belong together: linking.incidents.proposals.KINDS.
PROPOSALS: Words = {
    "adds_to": _("This report adds to an incident"),
    "one_incident": _("These are one incident"),
    "contradict": _("These contradict each other"),
    "one_person": _("These are one person"),
    "one_place": _("These are one place"),
}
# In what two accounts contradict each other: linking.incidents.differences.
CONTRADICTIONS: Words = {
    "toll": _("the toll"),
    "party": _("who did it"),
    "place": _("the side of town"),
    "date": _("the date"),
    "kind": _("what was done"),
    "denial": _("whether it was so"),
}
# Why several reports count as one source.
ORIGINS: Words = {
    "copied": _("almost the same words: counts once"),
    "told_by": _("rest on the same named source: counts once"),
    "same_source": _("the same source: counts once"),
    "unnamed": _("source not known: not shown to be independent"),
    "translation": _("the same facts in the other language: possibly the same source"),
}
# What speaks for or against a place that words may mean: codes of core.place_ranking and reading.geocoding.
PLACE_REASONS: Words = {
    "name_exact": _("written so"),
    "name_sound": _("sounds so"),
    "name_skeleton": _("the same consonants"),
    "kind": _("the kind of place that is named"),
    "not_kind": _("another kind of place"),
    "within": _("in"),
    "not_within": _("elsewhere, in"),
    "country": _("in the country of the report"),
    "not_country": _("in another country"),
    "near": _("near another place of the report"),
    "people": _("inhabitants"),
    "way": _("set off by"),
    "around": _("around it, not in it"),
}
# What two places of the register have in common beside their names: linking.places.
PLACE_LIKENESS: Words = {
    "in_one": _("in one wider place"),
    "in_other": _("in different wider places"),
    "same_kind": _("the same kind of place"),
    "other_kind": _("kinds that are taken for each other"),
    "apart": _("their points lie apart"),
}
# What a party is to another, as core.parties tells it, and how surely by the dates.
RELATIONS: Words = {
    "whole": _("it is part of"),
    "part": _("is part of it"),
    "commander": _("commands it"),
    "commanded": _("it commands"),
    "supporter": _("supports it"),
    "supported": _("it supports"),
    "ally": _("fights beside it"),
}
# The other end of a bar in a party's timeline, and what the party is to it or it to the party.
TIE_SIDES: Words = {
    "part_of": _("this is part of it"),
    "part_of_by": _("is part of this"),
    "commands": _("this commands it"),
    "commands_by": _("commands this"),
    "supports": _("this supports it"),
    "supports_by": _("supports this"),
    "fights_beside": _("fights beside this"),
}
STANDINGS: Words = {"certain": _("on that day"), "possible": _("perhaps on that day: the dates are not exact")}
# In what two states of a person contradict each other: core.person_states.
STATE_CONTRADICTIONS: Words = {
    "alive_after_death": _("told alive after the day of death"),
    "alive_or_dead": _("let go in one account, dead in the other"),
    "held_or_free": _("held and free in the same days"),
    "day_of_death": _("the day of death"),
    "holder": _("who held the person"),
    "died_held_after_release": _("died in detention after being let go, and nothing tells of being taken again"),
}
ROOMS: Words = {
    "victims": _("victims, missing and detained"),
    "witnesses": _("witnesses"),
    "alleged": _("alleged perpetrators and commanders"),
}
PLACE_FIELDS: Words = {
    "kind": _("Kind"),
    "name_en": _("Name in English"),
    "name_ar": _("Name in Arabic"),
    "point": _("Point"),
}
_TABLES: Mapping[str, Words] = {
    "reasons": {**REASONS, **REFUSALS},
    "events": EVENTS,
    "fields": FIELDS,
    "side_fields": SIDE_FIELDS,
    "subjects": SUBJECTS,
    "parts": PARTS,
    "confidences": CONFIDENCES,
    "word_targets": WORD_TARGETS,
    "fates": FATES,
    "fates_one": FATES_ONE,
    "reading_tables": READING_TABLES,
    "statuses": STATUSES,
    "decisions": DECISIONS,
    "states": STATES,
    "target_classes": TARGET_CLASSES,
    "stances": STANCES,
    "place_roles": PLACE_ROLES,
    "sides": SIDES,
    "charge_states": CHARGE_STATES,
    "case_states": CASE_STATES,
    "search_outcomes": SEARCH_OUTCOMES,
    "aspects": ASPECTS,
    "element_kinds": ELEMENT_KINDS,
    "law_kinds": LAW_KINDS,
    "conflicts": CONFLICTS,
    "verdicts": VERDICTS,
    "languages": LANGUAGES,
    "channels": CHANNELS,
    "tables": TABLES,
    "proposals": PROPOSALS,
    "contradictions": CONTRADICTIONS,
    "origins": ORIGINS,
    "columns": COLUMNS,
    "person_statuses": PERSON_STATUSES,
    "facts": FACTS,
    "origin_verdicts": ORIGIN_VERDICTS,
    "past_recall": PAST_RECALL,
    "capture_stages": CAPTURE_STAGES,
    "findings": FINDINGS,
    "place_reasons": PLACE_REASONS,
    "place_likeness": PLACE_LIKENESS,
    "place_fields": PLACE_FIELDS,
    "relations": RELATIONS,
    "standings": STANDINGS,
    "tie_sides": TIE_SIDES,
    "state_contradictions": STATE_CONTRADICTIONS,
    "rooms": ROOMS,
    "public_fields": PUBLIC_FIELDS,
    "message_kinds": MESSAGE_KINDS,
    "shown": SHOWN,
}


def words_for(table: str, code: str) -> str:
    """The words for a code in the reader's language; a code without words is shown as it is, never hidden."""
    return str(_TABLES[table].get(code, code))


def explain(refusal: str) -> str:
    """The words for a refusal, whose first word may be a code; what follows the code is kept."""
    code, _colon, rest = refusal.partition(":")
    if not code.isidentifier() or rest.startswith("/"):  # a sentence or an address, and no code
        return refusal
    words = words_for("reasons", code.strip())
    return f"{words} ({rest.strip()})" if rest.strip() else words


def choices(table: str) -> list[tuple[str, str | Promise]]:
    """Codes and words for a form's select, in the order of the table."""
    return list(_TABLES[table].items())
