"""Who sits at the terminal: passwords come from a prompt or from ``TAWTHIQ_PASSWORD``, never from the command line."""

import getpass
import os
import sys
from typing import TYPE_CHECKING

from tawthiq.cli.words import say
from tawthiq.errors import InvalidRecord

if TYPE_CHECKING:
    from tawthiq.desk.models import User


def ask_password(name: str) -> str:
    """The password for this working name; raises InvalidRecord where nobody can be asked."""
    given = os.environ.get("TAWTHIQ_PASSWORD")
    if given:
        return given
    if not sys.stdin.isatty():
        raise InvalidRecord(say("error.no_password"))
    return getpass.getpass(say("ask.password", name=name))


def ask_new_password(name: str) -> str:
    """A new password, typed twice at a terminal; raises InvalidRecord when the two differ."""
    first = ask_password(name)
    if not os.environ.get("TAWTHIQ_PASSWORD") and getpass.getpass(say("ask.again")) != first:
        raise InvalidRecord(say("error.passwords_differ"))
    return first


def sign_in(name: str) -> "User":
    """The person of this working name, who knew the password; raises InvalidRecord for any other."""
    from django.contrib.auth import authenticate

    from tawthiq.desk.actions.accounts import note_sign_in
    from tawthiq.desk.models import User

    user = authenticate(username=name, password=ask_password(name))
    if not isinstance(user, User):
        raise InvalidRecord(say("error.sign_in"))
    note_sign_in(user)
    return user
