"""The download of all that is held on somebody: a zip with data.json for programs, data.html for people, the photo.

Rows are written as they are read, and the zip waits on disk, so a long life in a time bank needs little memory.
"""

import datetime
import enum
import json
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from exchanges.models import ListingPhoto
from insight.reads.held import GROUPS, Group, Row, Value, Whose
from insight.reads.moments import one_moment

NOTHING = "–"
STYLE = """
body{font:1.1rem/1.5 Georgia,serif;color:#1f2926;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1,h2{line-height:1.2}h2{border-top:2px solid;padding-top:.5rem;margin-top:2.5rem}
dl{border-top:1px solid #bbb;padding:.5rem 0;margin:0;break-inside:avoid}
dl div{display:flex;gap:1rem}dt{flex:0 0 14rem;color:#56605b}dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}
@media(max-width:40rem){dl div{display:block}}
@media print{body{max-width:none;margin:0;font-size:11pt}}
"""


def held_file(whose: Whose, *, name: str, at: datetime.datetime) -> FileResponse:
    """Send all that is held, as of one moment."""
    with ExitStack() as kept:
        file = kept.enter_context(TemporaryFile())
        with one_moment(), ZipFile(file, "w", ZIP_DEFLATED) as archive:
            with archive.open("data.json", "w", force_zip64=True) as data:
                _write_json(data, whose, at)
            with archive.open("data.html", "w", force_zip64=True) as data:
                _write_html(data, whose, at)
            _write_photos(archive, whose)
        kept.pop_all()  # from here on the response closes the file, which removes it
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}-{at:%Y-%m-%d}.zip", content_type="application/zip")


def in_words(value: Value) -> str:
    """Write a value as people read it."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return formats.date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, datetime.date):
        return formats.date_format(value, "j F Y")
    if isinstance(value, list):
        return ", ".join(value)
    return str(value.label) if isinstance(value, enum.Enum) and hasattr(value, "label") else str(value)


def answers(group: Group, row: Row) -> list[tuple[str, str]]:
    """Give the questions and answers of one row; what is empty is left out."""
    told = ((key, in_words(value)) for key, value in row.items())
    return [(str(group.columns[key]), words) for key, words in told if words != NOTHING]


def _write_json(data: IO[bytes], whose: Whose, at: datetime.datetime) -> None:
    """`{"made_at": …, "groups": {"who": [{…}], …}}`: the keys stand in docs/privacy.md."""
    data.write(f'{{"made_at": {json.dumps(at.isoformat())}, "groups": {{'.encode())
    for number, group in enumerate(GROUPS):
        data.write(f"{',' if number else ''}\n{json.dumps(group.key)}: [".encode())
        for place, row in enumerate(group.rows(whose)):
            text = json.dumps(row, default=_plain, ensure_ascii=False)
            data.write(f"{',' if place else ''}\n  {text}".encode())
        data.write(b"]")
    data.write(b"\n}}\n")


def _plain(value: Any) -> object:  # noqa: ANN401 what json asks about
    return value.isoformat()


def _write_html(data: IO[bytes], whose: Whose, at: datetime.datetime) -> None:
    title = _("What we hold on you")
    data.write(
        format_html(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{}</title>'
            '<meta name="viewport" content="width=device-width"><style>{}</style></head>\n<body><h1>{}</h1><p>{}</p>\n',
            title,
            SafeString(STYLE),
            title,
            _("Made on %(moment)s.") % {"moment": in_words(at)},
        ).encode()
    )
    for group in GROUPS:
        data.write(format_html("<h2>{}</h2><p>{}</p>\n", group.title, group.about).encode())
        for text in _html_rows(group, whose):
            data.write(text.encode())
    data.write(format_html("<h2>{}</h2><p>{}</p></body></html>\n", _("What is not here"), not_here()).encode())


def not_here() -> str:
    """Say what the file leaves out, and why."""
    return _(
        "Worries that somebody raised about a person's safety. Only safeguarding leads read them: telling could put "
        "people in danger. What members who were asked said as you wished to join: we promised not to pass it on. "
        "What others reported about messages, and whether somebody blocked you. And what is other people's own."
    )


def _html_rows(group: Group, whose: Whose) -> Iterator[str]:
    is_empty = True
    for row in group.rows(whose):
        is_empty = False
        lines = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", answers(group, row))
        yield format_html("<dl>{}</dl>\n", lines)
    if is_empty:
        yield format_html("<p>{}</p>\n", _("Nothing."))


def _write_photos(archive: ZipFile, whose: Whose) -> None:
    for member in whose.members:
        if member.photo and default_storage.exists(member.photo):
            with default_storage.open(member.photo) as photo:
                whose_photo = f"{member.bank.slug}-{member.number}" if member.merged_into_id else member.bank.slug
                archive.writestr(f"photo-{whose_photo}.{member.photo.rpartition('.')[2]}", photo.read())
    for hung in ListingPhoto.objects.filter(listing__member__in=whose.ids).iterator():
        if default_storage.exists(hung.name):
            with default_storage.open(hung.name) as photo:
                archive.writestr(f"listing-{hung.listing_id}-photo-{hung.pk}.jpg", photo.read())
