"""The extensions, bare; ``create_app`` binds them to an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import flask_limiter
from flask import Flask, current_app
from flask_babel import Babel
from flask_limiter.util import get_remote_address
from flask_mailman import Mail
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from tracker import paths
from tracker.database import Base

if TYPE_CHECKING:
    from tracker.stores import Store


class Limiter(flask_limiter.Limiter):
    """Limits of the endpoints that carry one, which ask for themselves; before all others nothing has to be looked up."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:  # noqa: FBT001, FBT002  # as the library calls it
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


db = SQLAlchemy(metadata=Base.metadata)
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)
mail = Mail()


class Migrations:
    """Stands for Flask-Migrate until somebody migrates: web processes need not carry it, nor Alembic, in memory."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self._app = app
        self._options = options
        app.extensions["migrate"] = self

    def __getattr__(self, name: str) -> Any:
        """Make Flask-Migrate, which takes this one's place, and answer in its name."""
        from flask_migrate import Migrate  # noqa: PLC0415

        Migrate().init_app(self._app, db, directory=str(paths.MIGRATIONS), **self._options)
        return getattr(self._app.extensions["migrate"], name)


def file_store() -> Store:
    """Where this installation keeps files."""
    store: Store = current_app.extensions["file_store"]
    return store
