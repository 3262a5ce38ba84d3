"""The practical floor: what a complete page with session, ORM, a count, three selects and 25 rows costs when it does nothing else.

A minimal Flask application on the same database as Tracker, written as plainly as one would write it. Tracker's own pages are
measured in multiples of it, because milliseconds differ from machine to machine and ratios hardly do.
"""

from __future__ import annotations

import os

from flask import Flask, render_template_string, session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from tracker.accounts.models import User
from tracker.config import from_environment
from tracker.database import Base
from tracker.projects.models import Partnership
from tracker.regions.models import Region

MOST = 1001
ROWS = 25
PAGE = """<!doctype html><html lang="ru"><head><title>Floor</title></head><body><h1>{{ total }}</h1><p>{{ name }}</p>
<ul>{% for region in regions %}<li>{{ region }}</li>{% endfor %}</ul>
<table>{% for row in rows %}<tr><td><a href="/partnerships/{{ row.id }}">{{ row.title }}</a></td><td>{{ row.stage.code }}</td>
<td>{{ row.alive_on }}</td><td>{{ row.municipality }}</td></tr>{% endfor %}</table></body></html>"""


def create_floor() -> Flask:
    """The application; its database is the one that the environment names for Tracker."""
    settings = from_environment()
    app = Flask("floor")
    app.config.update(SECRET_KEY=settings.secret_key, SQLALCHEMY_DATABASE_URI=settings.database_url)
    db = SQLAlchemy(metadata=Base.metadata)
    db.init_app(app)

    @app.get("/floor")
    def floor() -> str:
        session["seen"] = session.get("seen", 0) + 1
        counted = select(Partnership.id).where(Partnership.archived_at.is_(None)).limit(MOST)
        total = db.session.scalar(select(func.count()).select_from(counted.subquery()))
        name = db.session.scalar(select(User.name).where(User.id == 1))
        regions = db.session.scalars(select(Region.name_ru).order_by(Region.code).limit(10)).all()
        rows = db.session.execute(
            select(
                Partnership.id,
                Partnership.title,
                Partnership.stage,
                Partnership.alive_on,
                Partnership.municipality,
            )
            .where(Partnership.archived_at.is_(None))
            .order_by(
                Partnership.archived_at.desc(),  # all alike, but PostgreSQL reads an index in its order only when all of it is named
                Partnership.alive_on.desc(),
                Partnership.updated_at.desc(),
                Partnership.id.desc(),
            )
            .limit(ROWS)
        ).all()
        return render_template_string(PAGE, total=total, name=name, regions=regions, rows=rows)

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/health")
    def health() -> str:
        return str(os.getpid())

    return app


if __name__ == "__main__":
    import waitress

    waitress.serve(create_floor(), host="127.0.0.1", port=int(os.environ["TRACKER_PORT"]), threads=8)
