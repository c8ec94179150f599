"""``tawthiq link …``: which rows of lists tell of the same; needs no workspace."""

import typer

from tawthiq.cli.link_incidents import link_incidents
from tawthiq.cli.link_people import link_people
from tawthiq.cli.words import say

link_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)
link_app.command("incidents", help=say("help.link.incidents"))(link_incidents)
link_app.command("people", help=say("help.link.people"))(link_people)


@link_app.callback()
def link() -> None:
    """Linking on the command line."""
