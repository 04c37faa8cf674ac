"""Events that only their own people read: others see that there is one, and what it came to in all."""

import pytest
from django.db import IntegrityError, transaction

from exchanges.actions.events.acts import EventRefused
from exchanges.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db

TITLE = "Group activity"


def test_what_is_confidential_is_never_public():
    rosa = make.make_member(make.make_bank())

    with pytest.raises(EventRefused):
        make.make_event(rosa, title=TITLE, is_confidential=True)
    event = make.make_event(rosa, title=TITLE, is_confidential=True, is_public=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(is_public=True)
