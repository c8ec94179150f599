"""Who may do what: one table of roles and actions. What is not in it is refused.

The administrator keeps the machine running and sees no report; only the custodian sees who a source is.
"""

from tawthiq.core.decisions import Decision, allow, refuse

ACTIONS = (
    "ingest",
    "see_report",
    "review_claim",
    "edit_incident",
    "grade",
    "sign_off",
    "see_figures",
    "write_article",
    "build_release",
    "sign_release",
    "see_journal",
    "see_source",
    "capture",
    "hand_over",
    "record_consent",
    "ask_disposal",
    "allow_disposal",
    "import_list",
    "export_data",
    "see_case",
    "build_case",
    "open_case",
    "see_victims",
    "see_witnesses",
    "see_alleged",
    "manage",
)

# Source: least privilege; separate hands for grading and sign-off, and for building and signing a release
# (OHCHR, Manual on Human Rights Monitoring, chapter 2, confidentiality).
MAY: dict[str, frozenset[str]] = {
    "reporter": frozenset({"ingest"}),
    "researcher": frozenset(
        {"ingest", "see_report", "review_claim", "edit_incident", "grade", "see_figures", "capture", "record_consent"}
        | {"import_list", "export_data", "see_case", "build_case", "see_victims", "see_alleged"}
    ),
    "reviewer": frozenset(
        {"see_report", "review_claim", "edit_incident", "grade", "sign_off", "see_figures", "sign_release"}
        | {"see_journal", "allow_disposal", "see_case", "see_victims", "see_alleged"}
    ),
    "analyst": frozenset({"see_report", "see_figures", "import_list", "export_data", "see_case"} | {"see_victims"}),
    "lawyer": frozenset(
        {"see_report", "see_figures", "see_journal", "sign_release", "capture", "hand_over", "record_consent"}
        | {"allow_disposal", "export_data", "see_case", "build_case", "open_case"}
        | {"see_victims", "see_witnesses", "see_alleged"}
    ),
    "editor": frozenset({"see_report", "see_figures", "write_article", "build_release"}),
    "custodian": frozenset(
        {"ingest", "see_report", "see_journal", "see_source", "capture", "record_consent", "ask_disposal", "see_case"}
        | {"see_victims", "see_witnesses"}
    ),
    "auditor": frozenset({"see_figures", "see_journal"}),
    "administrator": frozenset({"manage"}),
}
ROLES = tuple(MAY)


def may(role: str, action: str) -> Decision:
    """Whether a role may do an action; an unknown role or action may nothing."""
    if role not in MAY:
        return refuse("unknown_role")
    if action not in ACTIONS:
        return refuse("unknown_action")
    return allow("role_may") if action in MAY[role] else refuse("role_may_not")


# Who signs in with more than a password: everybody who can read what others sent. A reporter only sends.
# Source: OWASP ASVS 5.0, 6.3.3 (multi-factor authentication for access to the application).
NEEDS_SECOND_FACTOR = frozenset(ROLES) - {"reporter"}


def needs_second_factor(role: str) -> bool:
    """Whether this role may work only with a second factor; an unknown role does."""
    return role in NEEDS_SECOND_FACTOR or role not in MAY


def may_manage_account(actor: str, *, of: str, role: str, administrators: int, leaves: bool) -> Decision:
    """Whether an administrator may change this account: never their own, and one administrator stays.

    ``administrators`` counts those who can sign in; ``leaves``: the account would be no administrator any more.
    """
    if actor == of:
        return refuse("own_account")
    if leaves and role == "administrator" and administrators <= 1:
        return refuse("last_administrator")
    return allow("role_may")
