"""The journal's Merkle root at a size that it once had."""

from tawthiq.core.journal import GENESIS, SignedHead
from tawthiq.core.merkle import Frontier, leaf_hash
from tawthiq.desk import models as m
from tawthiq.errors import NotFound

CHUNK = 5000


def head_at(size: int) -> SignedHead:
    """Size, chain value and root after so many entries, from the commitments; raises NotFound where one lacks."""
    tree, chain, seen = Frontier(), GENESIS, 0
    rows = m.JournalEntry.objects.filter(seq__lte=size).order_by("seq").values_list("commitment", "chain")
    for commitment, chain in rows.iterator(chunk_size=CHUNK):  # noqa: B007 - the last one counts
        tree.append(leaf_hash(bytes.fromhex(commitment)))
        seen += 1
    if seen != size:
        raise NotFound(f"the journal has no {size} entries")
    return SignedHead(size, chain, tree.root().hex())
