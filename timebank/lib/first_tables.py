"""Making an app's tables in a new database: all of them from the state that has them all."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class MakeTables(Operation):
    """Makes many tables as one step. They may name each other in any order.

    Django draws every model that hangs together with a new one again after each step: with fifty tables that hang
    together that takes fifty times as long as making them. Here they are drawn once.
    """

    serialization_expand_args = ["tables"]

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Give what a migration's file says of this."""
        return self.__class__.__qualname__, [], {"tables": self.tables}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add all models before any is drawn."""
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the tables; what they say of each other is added when all are there."""
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, _to: ProjectState
    ) -> None:
        """Remove the tables, those first that were made last."""
        for model in reversed(list(self._models(app_label, schema_editor, from_state))):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        """Say what is done, in Django's manner."""
        return f"Create models {', '.join(table.name for table in self.tables)}"

    def _models(self, app_label: str, editor: BaseDatabaseSchemaEditor, state: ProjectState) -> Iterator[Any]:
        models = (state.apps.get_model(app_label, table.name) for table in self.tables)
        return (model for model in models if self.allow_migrate_model(editor.connection.alias, model))
