"""Asking for pages as somebody, again and again from the same scene, and seeing what stayed as it was."""

import ipaddress
import uuid

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from members.models import Person

# A session remembers what somebody has typed so far: that is no row of anybody else.
MAY_CHANGE = {"django_session"}
WRITTEN = """
  SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                  + pg_stat_get_xact_tuples_deleted(oid)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


class Browser(Client):
    """A client that keeps only the answer, not each template's context too: copying those takes as long as a query."""

    def request(self, **request) -> HttpResponse:
        """Ask once. A fault of ours is a page here, as it is for people; redirects are not followed."""
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


def signed_in(person: Person | None) -> Client:
    """Give the browser of somebody, or of a visitor, at an address nobody has come from before."""
    client = Browser(REMOTE_ADDR=new_address())
    if person is not None:
        client.force_login(Person.objects.get(pk=person.pk))  # with the password they have now
    return client


def new_address() -> str:
    return str(ipaddress.IPv6Address(uuid.uuid4().int))


def same_browser(client: Client) -> Client:
    """Give a client with the same session that has not followed what the first one went on to do."""
    twin = Browser(**{**client.defaults, "REMOTE_ADDR": new_address()})
    twin.handler = client.handler  # which has read the settings and their middleware once
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie:
        twin.cookies[settings.SESSION_COOKIE_NAME] = cookie.value
    return twin


def ask(client: Client, how: str, path: str, typed: dict | None = None, *, before: dict | None = None) -> HttpResponse:
    """Ask in the same browser as if each time were the first; what was written is taken back.

    With what there was `before` the answer also names the tables that changed.
    """
    with transaction.atomic():
        written_before = rows_written() if before is not None else {}
        response = read(same_browser(client), how, path, typed)
        if before is not None:
            now = everything(of=written_since(written_before))
            response.changed = {table for table in now if now[table] != before[table]}
        transaction.set_rollback(True)
    return response


def read(client: Client, how: str, path: str, typed: dict | None = None) -> HttpResponse:
    """Ask once, and read a file that is sent in parts to its end."""
    response = client.get(path, typed) if how == "GET" else client.post(path, typed or {})
    response.whole = b"".join(response) if response.streaming else response.content
    return response


def has_read(response: HttpResponse) -> bool:
    """Tell whether what was sent has been looked at. Where it has not, whatever else is sent is answered alike."""
    return bool({"GET", "_post", "_body"} & vars(response.wsgi_request).keys())


def in_a_word(response: HttpResponse) -> str:
    """Say what was answered in the words of the table."""
    if response.status_code == 200:
        return "ok"
    if response.status_code == 302:
        return "sign-in" if response.url.startswith("/accounts/login/?next=") else "on"
    return str(response.status_code)


def rows_written() -> dict[str, int]:
    """Count what this transaction has written in each table but the sessions, also what it has taken back since."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return {table: count for table, count in cursor.fetchall() if table not in MAY_CHANGE}


def written_since(before: dict[str, int]) -> list[str]:
    """Name the tables in which something was written: no other can have changed, and nobody need look at its rows."""
    return [table for table, count in rows_written().items() if count != before[table]]


def everything(*, of: list[str] | None = None) -> dict[str, str]:
    """Give a fingerprint of every row of every table, balances too, but for the sessions; or of some tables only."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - MAY_CHANGE
    looks = [
        f"SELECT '{name}', count(*) || md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
        for name in sorted(known if of is None else known.intersection(of))
    ]
    if not looks:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return dict(cursor.fetchall())
