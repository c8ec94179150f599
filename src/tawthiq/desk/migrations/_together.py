"""Tables that are made in one step: Django draws the models of all migrations anew after each table, which costs a new
register most of its first seconds; here they are drawn once for the group."""

from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """The operations, one after the other in the database and at once in what migrations know of the models.

    Only for operations that ask for no state between two of them: tables that are created.
    """

    def __init__(self, operations: list[Operation]) -> None:
        """``operations``: in the order in which the database gets them."""
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """All of them; the models are drawn when they are next asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """First to last."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Last to first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)
