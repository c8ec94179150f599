"""The hand-over bundle: what is given to a court, and the verifier that goes with it.

Format: ``docs/reference/formats/bundle.md``. ``verify.py`` here is the very file that every bundle carries.
"""

from tawthiq.store.bundle.content import (
    BundleCapture,
    BundleContent,
    BundleDerivative,
    BundleEvent,
    BundleItem,
    BundleReceipt,
    ClosedEntry,
    Written,
)
from tawthiq.store.bundle.documents import case_document, file_names
from tawthiq.store.bundle.packing import write_packed
from tawthiq.store.bundle.verify import check as check_bundle
from tawthiq.store.bundle.writer import write_bundle

__all__ = [
    "BundleCapture",
    "BundleContent",
    "BundleDerivative",
    "BundleEvent",
    "BundleItem",
    "BundleReceipt",
    "ClosedEntry",
    "Written",
    "case_document",
    "check_bundle",
    "file_names",
    "write_bundle",
    "write_packed",
]
