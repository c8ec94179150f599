"""Parties by a description: "the organization" is the armed group that was named last."""

from tawthiq.reading.lexicon import Hit

# States and their forces are never "the organization"; who did it is not known where nobody is.
_NO_GROUPS = ("syrian_government", "russia", "us_coalition", "turkey", "israel", "iraq", "unknown")


def name_descriptions(hits: list[Hit]) -> list[Hit]:
    """The hits with a party for every description of the group named before it; in order of their start."""
    found: list[Hit] = []
    group: str | None = None
    for hit in hits:
        if hit.kind == "party" and hit.value not in _NO_GROUPS:
            group = hit.value
        found.append(hit)
        if hit.kind == "party_pronouns" and group:
            found.append(hit._replace(kind="party", value=group))
    return found
