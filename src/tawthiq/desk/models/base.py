"""What every record of the register has: a reference people can read, and a state the journal can vouch for."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.db import models

from tawthiq.core.ids import make_ref
from tawthiq.core.journal import digest_of


class Record(models.Model):
    """A record with a reference (``IN-000012``) and a journalled state."""

    ref_kind: ClassVar[str]
    state_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """The reference, which says nothing about any person."""
        return self.ref

    @property
    def ref(self) -> str:
        """The record's reference; only a saved record has one."""
        return make_ref(self.ref_kind, self.pk)

    def journal_state(self) -> dict[str, Any]:
        """Everything about the record that must not change without a journal entry, as plain JSON values."""
        columns = {field.name: field.attname for field in self._meta.concrete_fields}
        return {name: _plain(getattr(self, columns[name])) for name in self.state_fields}

    def digest(self) -> str:
        """SHA-256 of the state, as the journal notes it."""
        return digest_of({"ref": self.ref, **self.journal_state()})


def _plain(value: Any) -> Any:
    """Days and times as ISO text, times in UTC: the same before saving and after loading, on either database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
