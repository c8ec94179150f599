"""The command line: one thin file per verb. ``tawthiq read`` and ``--help`` never load the desk.

Exit codes: 0 fine; 1 faults were found, or something was refused; 2 wrong use; 3 the workspace, its database or a
server cannot be reached.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from tawthiq.cli.backup import backup
from tawthiq.cli.bundle import bundle_app
from tawthiq.cli.capture import capture
from tawthiq.cli.case import case_app
from tawthiq.cli.certificate import certificate
from tawthiq.cli.consent import consent_app
from tawthiq.cli.demo import demo
from tawthiq.cli.derive import derive
from tawthiq.cli.dispose import dispose_app
from tawthiq.cli.doctor import doctor
from tawthiq.cli.estimate import estimate
from tawthiq.cli.export import export_app
from tawthiq.cli.figures import figures
from tawthiq.cli.freeze import freeze
from tawthiq.cli.fsck import fsck
from tawthiq.cli.imports import import_files
from tawthiq.cli.ingest import ingest
from tawthiq.cli.init import init
from tawthiq.cli.journal import journal_app
from tawthiq.cli.law import law_app
from tawthiq.cli.link import link_app
from tawthiq.cli.lists import list_app
from tawthiq.cli.names import names_app
from tawthiq.cli.places_import import places_app
from tawthiq.cli.read import read
from tawthiq.cli.release import release_app
from tawthiq.cli.report import report_app
from tawthiq.cli.reread import reread
from tawthiq.cli.restore import restore
from tawthiq.cli.scrub import scrub
from tawthiq.cli.serve import serve
from tawthiq.cli.verify import verify
from tawthiq.cli.words import say
from tawthiq.cli.work import work
from tawthiq.errors import InvalidRecord, NotFound, NotReleasable, Tampered, TawthiqError, Unreachable, Unreadable

FINE, FAULTS, WRONG_USE, OUT_OF_REACH, STOPPED = 0, 1, 2, 3, 130
EXIT_CODES: dict[type[TawthiqError], int] = {
    InvalidRecord: WRONG_USE,
    NotFound: WRONG_USE,
    Unreadable: WRONG_USE,
    NotReleasable: FAULTS,
    Tampered: FAULTS,
    Unreachable: OUT_OF_REACH,
}
VERBS: dict[str, Callable[..., Any]] = {
    "init": init,
    "ingest": ingest,
    "capture": capture,
    "import": import_files,
    "read": read,
    "reread": reread,
    "verify": verify,
    "derive": derive,
    "scrub": scrub,
    "fsck": fsck,
    "backup": backup,
    "restore": restore,
    "certificate": certificate,
    "estimate": estimate,
    "figures": figures,
    "freeze": freeze,
    "serve": serve,
    "work": work,
    "demo": demo,
    "doctor": doctor,
}
PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False, "add_completion": False}

app = typer.Typer(help=say("help.tawthiq"), no_args_is_help=True, **PLAIN)
for _name, _verb in VERBS.items():
    app.command(_name, help=say(f"help.{_name}"))(_verb)
app.add_typer(journal_app, name="journal", help=say("help.journal"))
app.add_typer(release_app, name="release", help=say("help.release"))
app.add_typer(report_app, name="report", help=say("help.report"))
app.add_typer(consent_app, name="consent", help=say("help.consent"))
app.add_typer(dispose_app, name="dispose", help=say("help.dispose"))
app.add_typer(places_app, name="places", help=say("help.places"))
app.add_typer(names_app, name="names", help=say("help.names"))
app.add_typer(law_app, name="law", help=say("help.law"))
app.add_typer(link_app, name="link", help=say("help.link"))
app.add_typer(list_app, name="list", help=say("help.list"))
app.add_typer(export_app, name="export", help=say("help.export"))
app.add_typer(case_app, name="case", help=say("help.case"))
app.add_typer(bundle_app, name="bundle", help=say("help.bundle"))


@app.callback()
def before(
    home: Annotated[Path | None, typer.Option("--home", metavar="DIR", help=say("help.home"))] = None,
) -> None:
    """A workspace named before the verb counts for the verb; one named after it wins."""
    if home is not None:
        os.environ["TAWTHIQ_HOME"] = str(home)


def main() -> None:
    """Run the verb; a known error is one line on standard error and an exit code, never a traceback."""
    try:
        app(prog_name="tawthiq")
    except TawthiqError as known:
        stop(in_words(known), code=EXIT_CODES.get(type(known), FAULTS))
    except KeyboardInterrupt:
        stop(say("error.stopped"), code=STOPPED)
    except OSError as odd:
        stop(say("error.file", name=odd.filename or "-", reason=odd.strerror or odd), code=OUT_OF_REACH)
    except Exception as odd:
        if not _is_database_error(odd):
            raise
        stop(say("error.database", reason=str(odd).strip().split("\n")[0]), code=OUT_OF_REACH)


def stop(words: str, *, code: int) -> None:
    """End with these words on standard error."""
    typer.echo(f"tawthiq: {words}", err=True)
    sys.exit(code)


def in_words(known: TawthiqError) -> str:
    """The error for people: where a rule gave a code and the desk is loaded, the desk's words for it."""
    if str(known) == "not_found":  # absent and forbidden answer alike
        return say("error.not_found")
    apps = sys.modules.get("django.apps")
    if apps is None or not apps.apps.ready:
        return str(known)
    from tawthiq.desk.wording import explain

    return explain(str(known))


def _is_database_error(odd: Exception) -> bool:
    database = sys.modules.get("django.db")
    return database is not None and isinstance(odd, database.DatabaseError)
