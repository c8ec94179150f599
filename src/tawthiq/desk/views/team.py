"""People and their roles, for the administrator; and the door that an invitation opens."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.access import access_account, access_invitation, require
from tawthiq.desk.actions import accounts as actions
from tawthiq.desk.forms.accounts import InvitationForm, JoinForm, PasswordForm, RoleForm
from tawthiq.desk.queries.accounts import accounts, invitation_of, open_invitations
from tawthiq.desk.views.proving import proves_anew
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, say_errors, show, tried
from tawthiq.errors import InvalidRecord

DAYS_BACK = 1  # how long a link back into an account holds


@require_safe
def team(request: DeskRequest) -> HttpResponse:
    """Accounts and open invitations."""
    require(request.user, "manage")
    invitations = open_invitations(timezone.now())
    roles = RoleForm().fields["role"].choices  # type: ignore[attr-defined]
    told = {"accounts": accounts(), "invitations": invitations, "form": InvitationForm(), "roles": roles}
    return show(request, "team.html", section="team", **told)


@require_POST
@proves_anew("manage")
def invite(request: DeskRequest) -> HttpResponse:
    """The link, on this one page and never again."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("team")
    invitation, token = actions.invite(request.user, **form.cleaned_data)
    return _shown_once(request, invitation, token=token)


@require_POST
@proves_anew("manage")
def way_back(request: DeskRequest, ref: str) -> HttpResponse:
    """A link back into an account whose password is lost, on this one page and never again."""
    account = access_account(request.user, ref)
    try:
        invitation, token = actions.invite(request.user, role=account.role, days=DAYS_BACK, account=account)
    except InvalidRecord as refusal:
        messages.error(request, wording.explain(str(refusal)))
        return redirect("team")
    return _shown_once(request, invitation, token=token)


def _shown_once(request: DeskRequest, invitation: m.Invitation, *, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("join", args=[token]))
    return show(request, "invited.html", section="team", invitation=invitation, link=link)


@require_POST
def withdraw_invitation(request: DeskRequest, ref: str) -> HttpResponse:
    """The link opens nothing any more."""
    found = access_invitation(request.user, ref)
    tried(request, lambda: actions.withdraw_invitation(request.user, found), said=_("The invitation is withdrawn."))
    return redirect("team")


@require_POST
@proves_anew("manage")
def change_role(request: DeskRequest, ref: str) -> HttpResponse:
    """Another role."""
    account, form = access_account(request.user, ref), RoleForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("team")
    role = form.cleaned_data["role"]
    said = _("The role is changed; the person signs in again.")
    tried(request, lambda: actions.change_role(request.user, account, role=role), said=said)
    return redirect("team")


def _changes(action: Callable[[m.User, m.User], None], *, said: Any) -> Callable[..., HttpResponseBase]:
    """A page that does one thing to an account."""

    @require_POST
    @proves_anew("manage")
    def change(request: DeskRequest, ref: str) -> HttpResponse:
        account = access_account(request.user, ref)
        tried(request, lambda: action(request.user, account), said=str(said))
        return redirect("team")

    return change


suspend = _changes(actions.suspend, said=gettext_lazy("The account is suspended."))
reinstate = _changes(actions.reinstate, said=gettext_lazy("The account can be used again."))
reset_second_factor = _changes(
    actions.reset_second_factor, said=gettext_lazy("The second factor is gone; the next sign-in sets up a new one.")
)
end_sessions = _changes(actions.end_sessions, said=gettext_lazy("Every session of the account is ended."))


@sensitive_post_parameters()
@asks_and_takes
@login_not_required
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Who holds the link chooses a working name and a password, once."""
    invitation = invitation_of(token, now=timezone.now())
    form_class = PasswordForm if invitation.account else JoinForm
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told = {"username": given.get("username", ""), "language": given.get("language", "")}
        try:
            actions.accept_invitation(invitation, password=given["password"], **told)
        except InvalidRecord as refusal:
            form.add_error(None, wording.explain(str(refusal)))
        else:
            messages.success(request, _("You are in: sign in with your working name and your password."))
            return redirect("account_login")
    return render(request, "join.html", {"section": "", "form": form, "invitation": invitation})
