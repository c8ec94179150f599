"""Releases: what would go out and what is held back, built by one person, signed by another, taken back in the open."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.core.grading import may_sign_release
from tawthiq.desk.access import access_release, may_do
from tawthiq.desk.actions import releases as actions
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.earlier import difference_to_last
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.publishing import releases_for
from tawthiq.desk.queries.releasing import outgoing, shown_no_more
from tawthiq.desk.views.proving import proves_anew
from tawthiq.desk.views.showing import DeskRequest, number_of, say_errors, show, tried


@require_safe
def releases(request: DeskRequest) -> HttpResponse:
    """Releases so far, and what the next one would hold."""
    page = releases_for(request.user, page=number_of(request))
    sees_next = may_do(request.user, "build_release") or may_do(request.user, "sign_release")
    going = outgoing() if sees_next else None
    telling = shown_no_more(going) if going else []
    access = may_do(request.user, "see_figures")
    return show(request, "releases.html", section="releases", page=page, going=going, telling=telling, access=access)


@require_safe
def release(request: DeskRequest, ref: str) -> HttpResponse:
    """One release: what it holds as the journal tells, what it changes, who built and who signed it."""
    found = access_release(request.user, ref)
    history = history_of(ref)
    sees_next = may_do(request.user, "build_release") or may_do(request.user, "sign_release")
    is_waiting = sees_next and found.state == "built"
    built = next((line.detail for line in history if line.event == "release_built"), {})
    decision = may_sign_release(
        built_by=found.built_by.username,
        signer=request.user.username,
        role=request.user.role,
        incidents=int(built.get("incidents", 0)),
        leaks=0,
    )
    return show(
        request,
        "release.html",
        section="releases",
        release=found,
        history=history,
        built=built,
        decision=decision,
        compared=difference_to_last(found) if sees_next else None,
        telling=shown_no_more() if is_waiting else [],
        reason_form=ReasonForm(),
    )


@require_POST
@proves_anew("build_release")
def build(request: DeskRequest) -> HttpResponse:
    """The next release lies on disk; nothing is public yet."""
    tried(
        request, lambda: actions.build_release(request.user), said=_("The release is built; another person signs it.")
    )
    return redirect("releases")


@require_POST
@proves_anew("sign_release")
def sign(request: DeskRequest, ref: str) -> HttpResponse:
    """The second person sends it out."""
    found = access_release(request.user, ref)
    tried(request, lambda: actions.sign_release(request.user, found), said=_("The release is public."))
    return redirect("release", ref=ref)


@require_POST
@proves_anew("sign_release")
def take_back(request: DeskRequest, ref: str) -> HttpResponse:
    """What is public is taken back, for a reason."""
    found, form = access_release(request.user, ref), ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        tried(
            request,
            lambda: actions.take_back(request.user, found, reason=reason),
            said=_("The release is public no more."),
        )
    else:
        say_errors(request, form)
    return redirect("release", ref=ref)
