"""Releases: one person builds a frozen set, a second one signs it out, and what is public can be taken back."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tawthiq.core.grading import may_sign_release
from tawthiq.core.leaks import Leak, find_in_texts, find_leaks
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.protected import protected_values
from tawthiq.desk.queries.releasing import content_of, shown_no_more
from tawthiq.errors import InvalidRecord, NotReleasable
from tawthiq.store import keys
from tawthiq.store.release import (
    check_release,
    folder_name,
    make_current,
    read_manifest,
    set_public,
    texts_in_files,
    withdraw_current,
    write_release,
)


def build_release(user: m.User) -> m.Release:
    """The next release lies on disk, leak-checked, hashed and signed by the workspace's key; nothing is public yet.

    Raises NotReleasable with what leaks and where (never the value), or with what does not add up.
    """
    require(user, "build_release")
    workspace = settings.WORKSPACE
    # A folder without a row is what a crash between the two left: its number is not used again.
    on_disk = [int(path.name) for path in workspace.releases.iterdir() if path.name.isdecimal()]
    number = max([m.Release.objects.aggregate(last=Max("number"))["last"] or 0, *on_disk]) + 1
    head, _ = m.JournalHead.objects.get_or_create(pk=1)
    content = content_of(number, journal=head)
    protected = protected_values()
    _refuse(find_leaks(content, protected=protected))

    def check(folder: Path) -> None:
        _refuse(find_in_texts(texts_in_files(folder), protected=protected))

    write_release(
        content,
        workspace.releases,
        sign=lambda message: keys.sign(message, folder=workspace.keys),
        public_key=keys.public_key(workspace.keys),
        check=check,
    )
    digest = manifest_digest(number)
    with transaction.atomic():
        release = m.Release.objects.create(
            number=number, manifest_sha256=digest, built_by=user, built_at=timezone.now()
        )
        detail = {"number": number, "incidents": len(content.incidents), "manifest_sha256": digest}
        record("release_built", actor=user.username, subject=release, changed=[release], detail=detail)
    return release


def _refuse(leaks: Sequence[Leak]) -> None:
    if leaks:
        raise NotReleasable("leak_found: " + "; ".join(f"{leak.where}: {leak.what_kind}" for leak in leaks[:20]))


def sign_release(user: m.User, release: m.Release) -> None:
    """The release is public: another person than built it has signed, and its files are what was built.

    Earlier releases that show what may be shown no more are taken back in the same step: side by side the two would
    tell exactly what had to be hidden.
    """
    require(user, "sign_release")
    if release.state != "built":
        raise InvalidRecord("release_not_built")
    workspace = settings.WORKSPACE
    folder = workspace.releases / folder_name(release.number)
    faults = check_release(folder, public_key=keys.public_key(workspace.keys))
    if faults or manifest_digest(release.number) != release.manifest_sha256:
        raise NotReleasable("release_changed_on_disk: " + "; ".join(faults or ["manifest.json"]))
    decision = may_sign_release(
        built_by=release.built_by.username,
        signer=user.username,
        role=user.role,
        incidents=m.SignOff.objects.filter(is_standing=True).count(),
        leaks=0,
    )
    if not decision:
        raise NotReleasable(decision.reason)
    telling = sorted({one.number for one in shown_no_more()})
    with transaction.atomic():
        for earlier in m.Release.objects.filter(number__in=telling, state="public"):
            _withdraw(user, earlier, reason=f"shows what release {release.number} hides")
        release.state, release.signed_by, release.signed_at = "public", user, timezone.now()
        release.save()
        detail = {"number": release.number, "manifest_sha256": release.manifest_sha256}
        record("release_signed", actor=user.username, subject=release, changed=[release], detail=detail)
    _put_on_shelf()
    make_current(workspace.releases, number=release.number)


def take_back(user: m.User, release: m.Release, *, reason: str) -> None:
    """The release is public no more: the site shows the latest one before it that still is, or says there is none."""
    require(user, "sign_release")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    if release.state != "public":
        raise InvalidRecord("release_not_public")
    with transaction.atomic():
        _withdraw(user, release, reason=reason)
    _put_on_shelf()
    earlier = m.Release.objects.filter(state="public").order_by("-number").first()
    if earlier:
        make_current(settings.WORKSPACE.releases, number=earlier.number)
    else:
        withdraw_current(settings.WORKSPACE.releases)


def _withdraw(user: m.User, release: m.Release, *, reason: str) -> None:
    release.state = "withdrawn"
    release.save()
    record("release_withdrawn", actor=user.username, subject=release, changed=[release], why=reason)


def _put_on_shelf() -> None:
    """The site serves the releases that are public by the register, and no other, at their numbered addresses."""
    numbers = m.Release.objects.filter(state="public").values_list("number", flat=True)
    set_public(settings.WORKSPACE.releases, numbers=numbers)


def manifest_digest(number: int) -> str:
    """SHA-256 of the release's manifest on disk, which covers every other file of it."""
    folder = settings.WORKSPACE.releases / folder_name(number)
    return hashlib.sha256(read_manifest(folder).to_bytes()).hexdigest()
