"""Old snapshots go, and with them what no other snapshot needs."""

from tawthiq.errors import InvalidRecord
from tawthiq.store.backup.places import Place
from tawthiq.store.backup.snapshots import OBJECTS, SNAPSHOTS, objects_of, snapshots_in


def prune(place: Place, *, keep: int) -> tuple[int, int]:
    """How many snapshots and objects were removed; the newest ``keep`` stay, with everything that they need.

    Cut off at any point it leaves every snapshot that stays whole: first the manifests go, without which a snapshot
    does not exist, then the objects. Objects of a backup that was cut off go as well.
    """
    if keep < 1:
        raise InvalidRecord("at least one snapshot stays")
    snapshots = snapshots_in(place)
    if not snapshots:
        return 0, 0
    stay = {one.name for one in snapshots[-keep:]}
    needed = {sha256 for name in stay for sha256 in objects_of(place, name)}
    old = [held.name for held in place.list(SNAPSHOTS) if held.name.split("/")[1] not in stay]
    for name in sorted(old, key=lambda name: "manifest" not in name):
        place.delete(name)
    gone = [held.name for held in place.list(OBJECTS) if held.name.rpartition("/")[2] not in needed]
    for name in gone:
        place.delete(name)
    return len({name.split("/")[1] for name in old}), len(gone)
