"""What is written into the log of a fault: where it was, and nothing of what somebody typed."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from members.models import Person
from timebank.logs import Line

pytestmark = pytest.mark.django_db


def test_a_fault_is_logged_without_the_row_that_caused_it():
    email = "rosa@example.org"
    Person.objects.create_user(email, name="Rosa Day")
    try:
        with transaction.atomic():
            Person.objects.create_user(email, name="Rosa Day")
    except IntegrityError:
        fault = sys.exc_info()

    written = Line().format(logging.LogRecord("timebank", logging.ERROR, __file__, 1, "It broke", None, fault))

    assert "DETAIL: …" in written
    assert "IntegrityError" in written
    assert email not in written


def test_every_line_is_written_like_this():
    assert settings.LOGGING["formatters"] == {
        "line": {"class": "timebank.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    }
