"""Accounts of the same act inside one report become one claim: the fuller account carries it, the others add to it."""

from tawthiq.reading.accounts import Account
from tawthiq.reading.frames import Frame
from tawthiq.reading.same_act import is_same_act
from tawthiq.reading.scenes import Scene

# With how many acts back a mention is compared: reading stays linear in length.
_BACK = 40
# Time words that name a day.
_DAY = len("2016-05-10")
_EXACT = ("date.day", "date.iso", "date.numeric", "date.named", "date.yesterday", "date.today", "date.before_yesterday")
# Kinds that a headline may put in each other's words.
_FAMILIES = (
    {"airstrike", "shelling", "explosion_ied", "chemical_attack", "ground_attack", "killing_other", "clash", "other"},
    {"killing_other", "execution", "sniper_killing", "punishment", "torture"},
    {"arrest_detention", "abduction", "enforced_disappearance", "child_recruitment"},
    {"forced_displacement", "movement_restriction", "siege_restriction", "control_change"},
)


def merge(scene: Scene, frames: list[Frame]) -> list[Account]:
    """Accounts in order of their first mention."""
    accounts: list[Account] = []
    day = _day_of_report(frames)
    for frame in frames:
        near = accounts[: -_BACK - 1 : -1]
        same = next((account for account in near if is_same_act(scene, account, frame, day=day)), None)
        if same:
            same.add(frame)
        else:
            accounts.append(Account([frame], frame))
    for account in accounts:
        account.choose_lead()
    return _without_headlines(accounts)


def _without_headlines(accounts: list[Account]) -> list[Account]:
    """The accounts less those that only the title tells, where the body tells of the same side or the same harm."""
    body = [account for account in accounts if not _is_headline(account)]
    return [account for account in accounts if not _is_headline(account) or not _is_told_in(account, body)]


def _is_headline(account: Account) -> bool:
    return all(frame.cast.view.sentence.section == "title" for frame in account.frames)


def _is_told_in(headline: Account, body: list[Account]) -> bool:
    """Whether an account of the body is of the title's kind, of its family of acts, or of its side."""
    parties = {actor.party for frame in headline.frames for actor in frame.actors}
    for account in body:
        theirs = {actor.party for frame in account.frames for actor in frame.actors}
        kinds = {headline.lead.kind, account.lead.kind}
        if len(kinds) == 1 or any(kinds <= family for family in _FAMILIES) or parties & theirs:
            return True
    return False


def _day_of_report(frames: list[Frame]) -> str | None:
    """The day of the first dated act: what is told without a date is of that day."""
    dated = [frame for frame in frames if frame.own_when and frame.when]
    if dated and dated[0].cast.verb_first:  # a weekday dates a report as well as a day (فجر الاثنين)
        return next((frame.when.edtf for frame in dated if frame.when and len(frame.when.edtf or "") == _DAY), None)
    return next((frame.when.edtf for frame in dated if frame.when and frame.when.rule in _EXACT), None)
