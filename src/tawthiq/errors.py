"""The few errors of the project: one class per decision the caller must take."""


class TawthiqError(Exception):
    """Anything this project raises on purpose; its text is safe to show and carries no secret."""


class InvalidRecord(TawthiqError):
    """A record breaks a rule: mend the named place and try again."""


class Tampered(TawthiqError):
    """Bytes or a journal entry are not what was written: stop, keep everything, call the auditor."""


class NotFound(TawthiqError):
    """The thing asked for is absent, or the asker may not see it; both answer alike."""


class Unreadable(TawthiqError):
    """The bytes are kept but cannot be read as what they were taken for."""


class Unreachable(TawthiqError):
    """A database, folder or server that is needed does not answer: try later."""


class NotReleasable(TawthiqError):
    """A record may not go out: the text says which rule holds it back."""
