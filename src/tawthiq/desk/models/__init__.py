"""The register's records. One way in: ``from tawthiq.desk import models``."""

from tawthiq.desk.models.accounts import ROLES, Invitation, User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.cases import (
    Case,
    CaseMaterial,
    CaseMember,
    Charge,
    Codename,
    ContrarySearch,
    Disclosure,
    EvidenceCell,
    Finding,
    ProtectiveMeasure,
)
from tawthiq.desk.models.evidence import ClaimRow, Item, Receipt, Report, Source
from tawthiq.desk.models.gazetteer import Gazetteer, Place, PlaceName, PlaceSpelling, PlaceUnit
from tawthiq.desk.models.journal import JournalEntry, JournalHead, JournalMention
from tawthiq.desk.models.lists import ListImport, ListRow
from tawthiq.desk.models.parties import Commander, Party, PartyTie
from tawthiq.desk.models.people import PersonState
from tawthiq.desk.models.preservation import (
    Capture,
    CaptureFile,
    Consent,
    Derivative,
    DestroyedEntry,
    Disposal,
    Handover,
    PictureHash,
    Upload,
)
from tawthiq.desk.models.publishing import Article, Comment, Correction, Release
from tawthiq.desk.models.reading import OwnWord, Rereading
from tawthiq.desk.models.register import (
    Act,
    ActPerpetrator,
    Incident,
    IncidentValue,
    Involvement,
    Judgement,
    Person,
    SearchRow,
    SignOff,
    VictimGroup,
)
from tawthiq.desk.models.sealing import CustodianKey, SealedIdentity

__all__ = [
    "ROLES",
    "Act",
    "ActPerpetrator",
    "Article",
    "Capture",
    "CaptureFile",
    "Case",
    "CaseMaterial",
    "CaseMember",
    "Charge",
    "ClaimRow",
    "Codename",
    "Commander",
    "Comment",
    "Consent",
    "ContrarySearch",
    "Correction",
    "CustodianKey",
    "Derivative",
    "DestroyedEntry",
    "Disclosure",
    "Disposal",
    "EvidenceCell",
    "Finding",
    "Gazetteer",
    "Handover",
    "Incident",
    "IncidentValue",
    "Invitation",
    "Involvement",
    "Item",
    "JournalEntry",
    "JournalHead",
    "JournalMention",
    "Judgement",
    "ListImport",
    "ListRow",
    "OwnWord",
    "Party",
    "PartyTie",
    "Person",
    "PersonState",
    "PictureHash",
    "Place",
    "PlaceName",
    "PlaceSpelling",
    "PlaceUnit",
    "ProtectiveMeasure",
    "Receipt",
    "Record",
    "Release",
    "Report",
    "Rereading",
    "SealedIdentity",
    "SearchRow",
    "SignOff",
    "Source",
    "Upload",
    "User",
    "VictimGroup",
]
