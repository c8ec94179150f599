"""``tawthiq journal``: publish the journal, prove entries of it, and have others confirm it."""

import hashlib
import json as json_format
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import NotFound
from tawthiq.store import keys
from tawthiq.store.notes import log_key
from tawthiq.store.proofs import check_proof, consistency_proof, inclusion_proof, read_proof, trusted_key
from tawthiq.store.witness import WitnessState

if TYPE_CHECKING:
    from tawthiq.desk.actions.confirmations import Outcome
    from tawthiq.store.partners import Witness

journal_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help=say("help.journal.json"))]
Name = Annotated[str, typer.Argument(metavar="WITNESS", help=say("help.journal.name"))]
Size = Annotated[int | None, typer.Option("--size", metavar="NUMBER", min=1, help=say("help.journal.size"))]


@journal_app.command("publish", help=say("help.journal.publish"))
def publish(
    home: Home = None,
    fresh: Annotated[bool, typer.Option("--fresh", help=say("help.journal.fresh"))] = False,
    json: Json = False,
) -> None:
    """Put a signed checkpoint that covers everything so far into the public log."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.checkpoints import publish_checkpoint
    from tawthiq.desk.queries.checkpoints import public_log, root_of

    size = publish_checkpoint(actor="operator", fresh=fresh)
    told = {"size": size, "root": root_of(public_log(), size)}
    typer.echo(json_format.dumps(told) if json else say("journal.published", folder=public_log().folder, **told))


@journal_app.command("list", help=say("help.journal.list"))
def list_published(home: Home = None, json: Json = False) -> None:
    """Every published checkpoint, newest first, and who confirmed it."""
    open_register(workspace_of(home))
    from tawthiq.desk.queries.checkpoints import published

    rows = published()
    for row in rows:
        stamps = {one.authority: one.at.isoformat() for one in row.stamps}
        seen = {one.witness: one.at.isoformat() for one in row.cosigned}
        at = row.published_at.isoformat(timespec="seconds")
        told: dict[str, Any] = {"size": row.size, "published_at": at, "root": row.root}
        if json:
            typer.echo(json_format.dumps({**told, "timestamps": stamps, "waiting": row.waiting, "witnesses": seen}))
            continue
        typer.echo(say("journal.line", **told))
        confirmed = [say("journal.stamp", name=name, at=when) for name, when in stamps.items()]
        confirmed += [say("journal.seen", name=name, at=when) for name, when in seen.items()]
        for line in confirmed if stamps else [say("journal.untimestamped"), *confirmed]:
            typer.echo(f"    {line}")
    if not rows and not json:
        typer.echo(say("journal.none"))


@journal_app.command("key", help=say("help.journal.key"))
def show_key(home: Home = None, json: Json = False) -> None:
    """The log's public key: its fingerprint for people, its line for tools."""
    workspace = workspace_of(home)
    told = {
        "sha256": hashlib.sha256(keys.public_key(workspace.keys)).hexdigest(),
        "vkey": str(log_key(workspace.keys)),
    }
    typer.echo(json_format.dumps(told) if json else say("journal.key", **told))


@journal_app.command("prove", help=say("help.journal.prove"))
def prove(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", min=1, help=say("help.journal.entry"))],
    home: Home = None,
    size: Size = None,
    closed: Annotated[bool, typer.Option("--closed", help=say("help.journal.closed"))] = False,
) -> None:
    """Print the proof that an entry stands under a published checkpoint."""
    open_register(workspace_of(home))
    from tawthiq.desk.queries.checkpoints import proven_entries

    proven = proven_entries([entry], size=size)
    if not proven.entries:
        raise NotFound(say("journal.destroyed", entry=entry))
    (one,) = proven.entries
    opened = None if closed else (one.body, one.salt)
    told = inclusion_proof(note=proven.note, entry=entry, commitment=one.commitment, path=one.path, opened=opened)
    typer.echo(json_format.dumps(told, ensure_ascii=False, indent=1))


@journal_app.command("consistency", help=say("help.journal.consistency"))
def consistency(
    old: Annotated[int, typer.Argument(metavar="OLD", min=1, help=say("help.journal.old_size"))],
    new: Annotated[int, typer.Argument(metavar="NEW", min=1, help=say("help.journal.new_size"))],
    home: Home = None,
) -> None:
    """Print the proof that one published checkpoint continues another."""
    from tawthiq.core.merkle import consistency_path
    from tawthiq.store.log import PublicLog

    log = PublicLog(workspace_of(home).log)
    old_note, note = log.note(old), log.note(new)
    told = consistency_proof(old_note=old_note, note=note, path=consistency_path(old, new=new, node=log.node))
    typer.echo(json_format.dumps(told, indent=1))


@journal_app.command("check-proof", help=say("help.journal.check-proof"))
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.journal.file"))],
    key: Annotated[str, typer.Option("--key", metavar="KEY", help=say("help.journal.trusted"))],
) -> None:
    """Check a proof with the log's public key; needs no workspace."""
    proof = read_proof(file.read_bytes())
    given = Path(key).read_text(encoding="utf-8") if "+" not in key else key
    head = check_proof(proof, key=trusted_key(given, proof=proof))
    if "entry" not in proof:
        typer.echo(say("journal.continues", size=head.size))
    elif "body" in proof:
        typer.echo(say("journal.proven", entry=proof["entry"], size=head.size, body=harmless(proof["body"])))
    else:
        typer.echo(say("journal.proven_closed", entry=proof["entry"], size=head.size, commitment=proof["commitment"]))


@journal_app.command("timestamp", help=say("help.journal.timestamp"))
def timestamp(home: Home = None, json: Json = False) -> None:
    """Ask the authorities and witnesses that the workspace lists about what they have not confirmed yet."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.confirmations import request_cosignatures, request_timestamps

    def tell(one: "Outcome") -> None:
        told = {"name": one.name, "size": one.size, "at": one.at.isoformat() if one.at else None, "reason": one.reason}
        key = "journal.confirmed" if one.at else "journal.unconfirmed"
        typer.echo(json_format.dumps(told) if json else harmless(say(key, **told)))

    done = request_timestamps(actor="operator", tell=tell) + request_cosignatures(actor="operator", tell=tell)
    if not done and not json:
        typer.echo(say("journal.nobody"))
    raise typer.Exit(0 if all(one.at for one in done) else 3)


@journal_app.command("request", help=say("help.journal.request"))
def request(
    witness: Name,
    home: Home = None,
    size: Size = None,
    old: Annotated[int | None, typer.Option("--old", metavar="NUMBER", min=0, help=say("help.journal.old"))] = None,
) -> None:
    """Print what a witness is asked, to be sent by any way."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.confirmations import request_from, witness_request

    chosen = size or _newest(home)
    found = _witness(home, witness)
    content = witness_request(found, size=chosen) if old is None else request_from(old, size=chosen)
    sys.stdout.buffer.write(content)


@journal_app.command("receive", help=say("help.journal.receive"))
def receive(witness: Name, home: Home = None, size: Size = None) -> None:
    """Take a witness's reply from standard input and keep it with the checkpoint."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.confirmations import take_cosignature

    chosen, line = size or _newest(home), sys.stdin.read()
    at = take_cosignature(_witness(home, witness), size=chosen, line=line.strip("\n"), actor="operator")
    typer.echo(say("journal.confirmed", name=witness, size=chosen, at=at.isoformat()))


@journal_app.command("witness", help=say("help.journal.witness"))
def witness(
    state: Annotated[Path, typer.Option("--state", metavar="DIR", help=say("help.journal.state"))],
    create: Annotated[str, typer.Option("--create", metavar="NAME", help=say("help.journal.create"))] = "",
    log: Annotated[str, typer.Option("--log", metavar="KEY", help=say("help.journal.log"))] = "",
) -> None:
    """Confirm another organisation's checkpoint: a request on standard input, the reply on standard output."""
    keeper = WitnessState(state)
    if create:
        keeper.create(name=create, log=log)
        typer.echo(str(keeper.key()))
        return
    typer.echo(keeper.confirm(sys.stdin.buffer.read()), nl=False)


def _witness(home: Path | None, name: str) -> "Witness":
    from tawthiq.store.partners import read_witnesses

    found = {one.name: one for one in read_witnesses(workspace_of(home).home)}
    if name not in found:
        raise NotFound(say("journal.no_witness", name=name))
    return found[name]


def _newest(home: Path | None) -> int:
    from tawthiq.store.log import PublicLog

    return max(PublicLog(workspace_of(home).log).sizes(), default=0)
