"""Files of a plain form: what is larger than a few megabytes is encrypted part by part while it arrives.

Django's own handler would lay it down in clear in the machine's temporary folder.
"""

import io
import secrets
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from tawthiq.desk.access import may_do
from tawthiq.desk.actions.uploads import LARGEST_BYTES, check_room
from tawthiq.errors import Unreachable
from tawthiq.store.parts import PART_BYTES, Parts


class SealedFile(UploadedFile):
    """A file of a form, read through its encrypted parts; nothing of it is left when the request has been answered."""

    def __init__(self, parts: Parts, *, length: int, name: str, content_type: str) -> None:
        """The whole file."""
        self._parts = parts
        reader = io.BufferedReader(parts.open(length=length))
        super().__init__(reader, name, content_type, length)

    def close(self) -> None:
        """The parts are gone."""
        super().close()
        self._parts.discard()


class SealedFileHandler(FileUploadHandler):
    """Writes what arrives into encrypted parts; for people who may hand something in, and nobody else."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's signature
        META: dict[str, Any],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Note how much is announced; parsing goes the ordinary way."""
        self._announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file begins; refused before its first byte: strangers, what is too large or has no room."""
        super().new_file(*args, **kwargs)
        if refusal := self._refusal():
            self.request.upload_refusal = refusal  # type: ignore[union-attr]
            raise StopUpload(connection_reset=True)
        workspace = settings.WORKSPACE
        self._parts = Parts(workspace.uploads / f"form-{secrets.token_hex(8)}", keys_folder=workspace.keys)
        self._waiting, self._at = bytearray(), 0

    def _refusal(self) -> str:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated or not may_do(user, "ingest"):
            return "role_may_not"
        if self._announced > LARGEST_BYTES:
            return "upload_too_large"
        try:
            check_room(self._announced)
        except Unreachable as odd:
            return str(odd)
        return ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Kept; a part is written as soon as it is whole."""
        self._waiting += raw_data
        if len(self._waiting) >= PART_BYTES:
            self._write()

    def file_complete(self, file_size: int) -> SealedFile:
        """The file, whole."""
        self._write()
        return SealedFile(
            self._parts, length=file_size, name=self.file_name or "", content_type=self.content_type or ""
        )

    def upload_interrupted(self) -> None:
        """Nothing of it is left."""
        if hasattr(self, "_parts"):
            self._parts.discard()

    def _write(self) -> None:
        if self._waiting:
            self._parts.write(bytes(self._waiting), offset=self._at)
            self._at += len(self._waiting)
            self._waiting.clear()
