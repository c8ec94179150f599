"""What the kinds of act have to do with one another: which accompany, which are mistaken for each other, which kill.

The kinds themselves are ``claims.KINDS``; their words and legal basis are rows of ``data/kinds.yaml``.
"""

# Recorded beside the act that did it: a strike *and* an attack on a hospital are one event told from two sides.
# Source: counting guide of the organisation, §2.
COMPANIONS = frozenset(
    {
        "attack_on_medical",
        "attack_on_school",
        "forced_displacement",
        "property_seizure_destruction",
        "killing_other",
        "control_change",
        "other",
    }
)

# Kinds that two honest sources give to one and the same act. Belonging together is a hint for linking;
# inside an incident it is a disagreement that a person settles.
CONFUSABLE = (
    frozenset({"airstrike", "shelling", "explosion_ied", "chemical_attack"}),
    frozenset({"execution", "killing_other", "sniper_killing", "punishment"}),
    frozenset({"arrest_detention", "abduction", "enforced_disappearance"}),
    frozenset({"arrest_detention", "child_recruitment"}),
    frozenset({"clash", "ground_attack"}),
    frozenset({"siege_restriction", "movement_restriction"}),
    frozenset({"fine_extortion", "punishment", "property_seizure_destruction"}),
)

# Acts by which somebody comes to hold a person: only whoever is said to have done one of these is said to hold anybody.
# Source: International Convention for the Protection of All Persons from Enforced Disappearance, Article 2.
TAKING = frozenset({"arrest_detention", "abduction", "enforced_disappearance"})

# Wrong whatever the victim was. Source: Geneva Conventions, common Article 3 (1); Rome Statute, Articles 7 (1)(f), (i)
# and 8 (2)(b)(xviii), (xxvi), (c)(i), (c)(iv), (e)(vii); Chemical Weapons Convention, Article I.
PROHIBITED_FOR_ALL = frozenset(
    {
        "execution",
        "torture",
        "enforced_disappearance",
        "sexual_violence",
        "child_recruitment",
        "chemical_attack",
        "punishment",
    }
)

# The victim is in the hands of the one who acts, so cannot defend himself, whoever he was before.
# Source: hors de combat, ICRC study of customary humanitarian law, rule 47.
HELD = frozenset({"execution", "torture", "enforced_disappearance", "arrest_detention", "abduction", "punishment"})

# Small numbers of these point at people who can be found and hurt. Source: the organisation's publication rules,
# "small counts": sexual violence, detainees, minors.
SENSITIVE = frozenset(
    {
        "sexual_violence",
        "child_recruitment",
        "torture",
        "arrest_detention",
        "abduction",
        "enforced_disappearance",
    }
)


def kinds_agree(a: str, b: str) -> str:
    """How two kinds stand to each other: same, companion, confusable or different."""
    if a == b:
        return "same"
    if a in COMPANIONS or b in COMPANIONS:
        return "companion"
    if any(a in group and b in group for group in CONFUSABLE):
        return "confusable"
    return "different"
