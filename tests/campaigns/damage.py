"""Somebody with the disk and the database spoils one thing at a time; ``tawthiq verify`` must say so, each time.

And it must not cry wolf: between the damages, when all is mended, it has to find nothing.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from figure import Figure, progress
from running import load, make_workspace, run, scratch, start, write_files

DAMAGES, FILES, GOOD_EVERY = 1000, 40, 10
# What the journal vouches for, column by column, and the journal itself. Rows that only speed up look-ups are made
# from these and are not evidence.
COLUMNS = {
    "desk_item": ("sha256", "size_bytes", "media_type", "received_at"),
    "desk_receipt": ("item_id", "original_name", "channel", "published", "lang", "received_at", "received_by"),
    "desk_report": ("item_id", "lang", "title", "text", "text_key", "published", "state", "reader", "received_at"),
    "desk_claim": ("report_id", "body", "proposed", "decision", "reason"),
    "desk_source": ("pseudonym", "kind", "reliability"),
    "desk_journalentry": ("body", "salt", "commitment", "chain"),
    "desk_journalhead": ("size", "chain"),
}
KEYS = {"desk_journalentry": "seq"}


@dataclass(frozen=True)
class Scene:
    """The workspace, a copy of its register while it was good, and chance."""

    home: Path
    good: Path
    chance: Random

    def an_object(self) -> Path:
        """The file of some original."""
        return self.chance.choice(sorted(self.home.glob("vault/objects/*/*")))

    def sql(self, statement: str, values: list[object]) -> int:
        """Rows changed, by somebody who first takes the guards away."""
        register = sqlite3.connect(self.home / "register.sqlite")
        for (trigger,) in register.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            register.execute(f"DROP TRIGGER {trigger}")
        changed = register.execute(statement, values).rowcount
        register.commit()
        register.close()
        return changed

    def a_row(self) -> tuple[str, str, int]:
        """Table, its key, and the key of some row."""
        table = self.chance.choice([one for one in COLUMNS if one != "desk_journalhead"])
        key = KEYS.get(table, "id")
        register = sqlite3.connect(self.good)
        keys = [row[0] for row in register.execute(f"SELECT {key} FROM {table}")]  # noqa: S608 - names of our own
        register.close()
        return table, key, self.chance.choice(keys)


def flip_bit(scene: Scene) -> None:
    """One bit of an original."""
    path = scene.an_object()
    data = bytearray(path.read_bytes())
    if not data:
        data.append(1)
    data[scene.chance.randrange(len(data))] ^= 1 << scene.chance.randrange(8)
    _overwrite(path, bytes(data))


def cut_off(scene: Scene) -> None:
    """An original loses its end."""
    path = scene.an_object()
    data = path.read_bytes()
    _overwrite(path, data[: scene.chance.randrange(len(data))] if data else b"grown")


def lengthen(scene: Scene) -> None:
    """An original grows."""
    path = scene.an_object()
    _overwrite(path, path.read_bytes() + scene.chance.randbytes(scene.chance.randint(1, 9)))


def delete_object(scene: Scene) -> None:
    """An original is gone."""
    scene.an_object().unlink()


def exchange(scene: Scene) -> None:
    """Two originals change places."""
    one, other = scene.chance.sample(sorted(scene.home.glob("vault/objects/*/*")), 2)
    mine, yours = one.read_bytes(), other.read_bytes()
    _overwrite(one, yours)
    _overwrite(other, mine)


def edit_row(scene: Scene) -> None:
    """One column of one row says something else."""
    table, key, row = scene.a_row()
    column = scene.chance.choice(COLUMNS[table])
    statement = f"UPDATE {table} SET {column} = {_otherwise(column)} WHERE {key} = ?"  # noqa: S608 - names of our own
    if scene.sql(statement, [row]) != 1:
        raise AssertionError(f"{table}.{column} was not changed")


def edit_head(scene: Scene) -> None:
    """The journal's end says something else."""
    column = scene.chance.choice(COLUMNS["desk_journalhead"])
    scene.sql(f"UPDATE desk_journalhead SET {column} = {_otherwise(column)}", [])  # noqa: S608 - names of our own


def delete_row(scene: Scene) -> None:
    """A record or an entry is gone."""
    table, key, row = scene.a_row()
    if scene.sql(f"DELETE FROM {table} WHERE {key} = ?", [row]) != 1:  # noqa: S608 - names of our own
        raise AssertionError(f"nothing was deleted from {table}")


def forge_row(scene: Scene) -> None:
    """A receipt that nobody ever gave."""
    scene.sql(
        "INSERT INTO desk_receipt (item_id, original_name, channel, published, lang, received_at, received_by) "
        "SELECT item_id, 'forged.txt', channel, published, lang, received_at, received_by FROM desk_receipt LIMIT 1",
        [],
    )


def spoil_checkpoint(scene: Scene) -> None:
    """One character of the signed checkpoint."""
    path = scene.home / "journal/checkpoint"
    text = bytearray(path.read_bytes())
    at = scene.chance.randrange(len(text))
    text[at] = ord("A") if text[at] != ord("A") else ord("B")
    path.write_bytes(bytes(text))


KINDS: dict[Callable[[Scene], None], int] = {
    flip_bit: 8,
    cut_off: 2,
    lengthen: 1,
    delete_object: 3,
    exchange: 1,
    edit_row: 8,
    edit_head: 1,
    delete_row: 4,
    forge_row: 1,
    spoil_checkpoint: 2,
}


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """One damage, one ``verify``, one mending, again and again."""
    home, chance = make_workspace(), Random(seed)  # noqa: S311 - damages
    wanted, done, alarms, goods = max(round(DAMAGES * scale), len(KINDS)), Counter[str](), 0, 0
    missed: list[str] = []
    with scratch("damage-") as place:
        scene = _scene(home, place, chance)
        for number in range(wanted):
            kind = _kind(number, chance)
            kind(scene)
            done[kind.__name__] += 1
            if not _faults():
                missed.append(f"{kind.__name__} ({number})")
            _mend(scene, place)
            if number % GOOD_EVERY == 0:
                goods += 1
                alarms += bool(_faults())
            progress("damages", done=number + 1, all=wanted)
    return [_figure(done, missed, goods=goods, alarms=alarms)]


def _scene(home: Path, place: Path, chance: Random) -> Scene:
    folder = write_files(place / "files", number=FILES, chance=chance)
    for verb in (("ingest", folder, "--source", "Reporter 4"), ("work", "--once")):
        code, _ = run(*verb)
        if code:
            raise AssertionError(f"{verb[0]} ended with {code}")
    for leftover in ("register.sqlite-wal", "register.sqlite-shm"):
        (home / leftover).unlink(missing_ok=True)
    load()
    shutil.copytree(home / "vault/objects", place / "objects")
    shutil.copy(home / "journal/checkpoint", place / "checkpoint")
    good = Path(shutil.copy(home / "register.sqlite", place / "good.sqlite"))
    return Scene(home, good, chance)


def _kind(number: int, chance: Random) -> Callable[[Scene], None]:
    """Each kind once, then by weight."""
    kinds = list(KINDS)
    return kinds[number] if number < len(kinds) else chance.choices(kinds, weights=list(KINDS.values()))[0]


def _faults() -> int:
    """How many faults ``tawthiq verify`` names; it must end with 1 exactly when there are some."""
    running = start("verify", "--json")
    running.hear(lines=1_000_000)
    code, lines = running.wait(), running.lines()
    complaint = running.errors.read_text(encoding="utf-8")
    running.errors.unlink()
    if "Traceback" in complaint:  # breaking down is not finding
        return 0
    faults = sum("fault" in line for line in lines)
    if code != (1 if faults else 0) and lines:
        raise AssertionError(f"exit {code} with {faults} faults")
    return faults or code


def _mend(scene: Scene, place: Path) -> None:
    for name in ("register.sqlite-wal", "register.sqlite-shm"):
        (scene.home / name).unlink(missing_ok=True)
    shutil.copy(scene.good, scene.home / "register.sqlite")
    shutil.copy(place / "checkpoint", scene.home / "journal/checkpoint")
    for path in (place / "objects").glob("*/*"):
        target = scene.home / "vault/objects" / path.relative_to(place / "objects")
        if not target.exists() or target.stat().st_mtime_ns != path.stat().st_mtime_ns:
            target.unlink(missing_ok=True)
            shutil.copy2(path, target)


def _otherwise(column: str) -> str:
    """SQL for another value than the one that is there."""
    if column.endswith("_id"):
        return f"{column} + 1000000"
    if column in ("size_bytes", "size"):
        return f"{column} + 1"
    if column == "received_at":
        return "'2001-01-01 00:00:00'"
    if column in ("body", "proposed"):
        return f"replace({column}, '\"', ' \"')"
    return f"'x' || coalesce({column}, '')"


def _overwrite(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def _figure(done: Counter[str], missed: list[str], *, goods: int, alarms: int) -> Figure:
    number = sum(done.values())
    return Figure(
        key="damage.verify",
        what=f"flips, cuts, deletions, exchanges, row edits and forgeries ({len(done)} kinds) found by tawthiq verify",
        what_ar="تغييرات وحذف وتزوير في الخزنة وقاعدة البيانات يكتشفها tawthiq verify",
        target=f"100 % of {DAMAGES:,}, 0 false alarms",
        measured=f"{number - len(missed):,} of {number:,} found, {alarms} false alarms in {goods} good states "
        f"of {FILES} items",
        held=not missed and not alarms and number >= len(KINDS),
        note="; ".join(missed[:3]),
    )
