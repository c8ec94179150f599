"""Addresses of the desk."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from tawthiq.desk.views import (
    accounts,
    attaching,
    deciding,
    figures,
    incidents,
    intake,
    items,
    journal,
    publishing,
    reports,
    uploads,
    writing,
)

handler404 = "tawthiq.desk.views.faults.not_found"
handler403 = "tawthiq.desk.views.faults.forbidden"
handler500 = "tawthiq.desk.views.faults.broken"

urlpatterns = [
    path("", accounts.home, name="home"),
    path("sign-in/", login_not_required(accounts.SignIn.as_view()), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("upload/", intake.upload, name="upload"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<uuid:number>/", uploads.upload_part, name="upload_part"),
    path("reports/", reports.inbox, name="inbox"),
    path("reports/<str:ref>/", reports.report, name="report"),
    path("reports/<str:ref>/finish/", reports.finish, name="finish"),
    path("reports/<str:ref>/new-claim/", reports.add, name="add_claim"),
    path("claims/", attaching.waiting, name="waiting"),
    path("claims/attach/", attaching.attach, name="attach"),
    path("claims/<str:ref>/accept/", reports.accept, name="accept"),
    path("claims/<str:ref>/reject/", reports.reject, name="reject"),
    path("claims/<str:ref>/mend/", reports.mend, name="mend"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<str:ref>/", incidents.incident, name="incident"),
    path("incidents/<str:ref>/describe/", deciding.describe, name="describe"),
    path("incidents/<str:ref>/grade/", deciding.grade, name="grade"),
    path("incidents/<str:ref>/sign-off/", deciding.sign_off, name="sign_off"),
    path("incidents/<str:ref>/set/<str:field>/", deciding.set_value, name="set_value"),
    path("incidents/<str:ref>/acts/<str:act>/<str:party>/", deciding.certainty, name="certainty"),
    path("incidents/<str:ref>/judge/<str:other>/", deciding.judge, name="judge"),
    path("incidents/<str:ref>/detach/<str:claim>/", deciding.detach, name="detach"),
    path("incidents/<str:ref>/people/<str:person>/", deciding.allow_naming, name="allow_naming"),
    path("items/<str:ref>/", items.item, name="item"),
    path("items/<str:ref>/original/", items.original, name="original"),
    path("figures/", figures.figures, name="figures"),
    path("releases/", publishing.releases, name="releases"),
    path("releases/build/", publishing.build, name="build_release"),
    path("releases/<str:ref>/", publishing.release, name="release"),
    path("releases/<str:ref>/sign/", publishing.sign, name="sign_release"),
    path("releases/<str:ref>/take-back/", publishing.take_back, name="take_back"),
    path("articles/", writing.articles, name="articles"),
    path("articles/new/", writing.new_article, name="new_article"),
    path("articles/<str:ref>/", writing.article, name="article"),
    path("articles/<str:ref>/ready/", writing.ready, name="article_ready"),
    path("comments/", writing.comments, name="comments"),
    path("comments/collect/", writing.collect, name="collect_comments"),
    path("comments/<str:ref>/", writing.handle, name="handle_comment"),
    path("journal/", journal.journal, name="journal"),
]
