"""Who a source is, sealed to the custodians' own keys: the register holds what nobody can open on this machine."""

from django.db import models

from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.evidence import Source


class CustodianKey(Record):
    """The public half of a custodian's age key; the secret half never comes to this machine."""

    ref_kind = "custodian_key"
    state_fields = ("holder", "recipient", "added_at", "retired_at", "retired_why")

    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="custodian_keys")
    recipient = models.CharField(max_length=80, unique=True)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    retired_why = models.TextField(blank=True)


class SealedIdentity(Record):
    """An age file of what somebody wrote about who a source is; a later one stands beside it and replaces nothing."""

    ref_kind = "sealed_identity"
    state_fields = ("source", "sealed", "key_refs", "sealed_by", "sealed_at")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="identities")
    sealed = models.TextField(help_text="base64 of the age file")
    key_refs = models.JSONField(help_text="references of the keys that it opens with")
    sealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
