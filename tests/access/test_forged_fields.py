"""Fields that no form has, sent with every form: they change nothing that the same form without them would not."""

import pytest
from django.db import transaction

from members.models import Role
from tests import factories as make
from tests.access import scene as scenes
from tests.access.addresses import filled_in
from tests.access.asking import in_a_word, read, rows_written, same_browser, written_since
from tests.access.forms import BOXES, meant
from tests.access.picturing import Change, Rows, by_chance, changes, picture, without
from tests.access.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PARTS = 4
# What follows from chance alone may not hide who and where somebody is.
NEVER_BY_CHANCE = {
    ("members_member", column)
    for column in ("bank_id", "person_id", "kind", "state", "roles", "number", "age_band", "shows", "has_died")
} | {("ledger_balance", "minutes"), ("members_person", "is_active"), ("members_bank", "slug")}


def forged(scene: Scene, elsewhere: Scene) -> dict[str, object]:
    """Give names that rows have and forms should not, with things of the other people and of the other bank."""
    victim = scene.other
    return {
        "id": victim.pk, "pk": victim.pk, "member": victim.pk, "member_id": victim.pk, "holder": victim.pk,
        "bank": elsewhere.bank.pk, "bank_id": elsewhere.bank.pk, "slug": elsewhere.bank.slug,
        "book": elsewhere.bank.book_id, "person": scene.admin.person.pk, "person_id": scene.admin.person.pk,
        "user": scene.admin.person.pk, "account": victim.account_id, "account_id": victim.account_id,
        "payer": victim.account_id, "payee": victim.account_id, "role": Role.ADMIN.value, "roles": [Role.ADMIN.value],
        "state": "APPROVED", "kind": "STAFF", "number": victim.number, "is_active": "", "is_staff": "on",
        "is_superuser": "on", "by": scene.admin.pk, "by_id": scene.admin.pk, "actor": scene.admin.pk,
        "logged_by": scene.admin.pk, "added_by": victim.pk, "put_up_by": victim.pk, "recorded_by": scene.admin.pk,
        "giver_id": victim.pk, "receiver_id": scene.stranger.pk, "age_band": "CHILD", "shows": ["TELEPHONE", "EMAIL"],
        "merged_into": victim.pk, "has_died": "on", "needs_approval": "on", "is_admin": "on", "approved": "1",
        "balance_minutes": "6000", "floor_minutes": "-60000", "joined_at": "2001-01-01", "password": "new-teapot-43",
        "has_public_page": "on", "expires_at": "2099-01-01", "accepted_at": "2020-01-01", "used_by": victim.pk,
        "source_hash": "n1", "photo": "x.png", "search_text": "x", "booked_on": "2001-01-01", "forced": "on",
    }  # fmt: skip


@pytest.fixture(scope="module")
def elsewhere(file_transaction) -> Scene:
    return scenes.build("hillside")


def sent(client, scene: Scene, name: str, before: Rows, extra: dict) -> tuple[str, list[Change]]:
    """Send a form as somebody would who means it, with something more; give the answer and all it changed."""
    typed = {**meant(scene).get(name, {})}
    typed |= {field: value for field, value in extra.items() if field not in typed}
    with transaction.atomic():
        written_before = rows_written()
        answer = in_a_word(read(same_browser(client), "POST", filled_in(name, scene), typed))
        found = changes(before, picture(of=written_since(written_before)))
        transaction.set_rollback(True)
    return answer, found


@pytest.mark.parametrize("part", range(PARTS))
def test_forged_fields_change_nothing_on_any_form(clients, scene, elsewhere, part):
    before, faults = picture(), []
    every = forged(scene, elsewhere)

    for name, (who, boxes) in list(BOXES.items())[part::PARTS]:
        extra = {field: value for field, value in every.items() if field not in boxes.split()}
        answer, plainly = sent(clients[who], scene, name, before, {})
        forged_answer, with_forged = sent(clients[who], scene, name, before, extra)
        if (forged_answer, with_forged) == (answer, plainly):
            continue

        _again, again = sent(clients[who], scene, name, before, {})
        chance = by_chance(plainly, again)
        assert chance & NEVER_BY_CHANCE == set(), name
        expected, found = without(plainly, chance), without(with_forged, chance)
        if (forged_answer, found) != (answer, expected):
            differs = sorted(set(found) ^ set(expected))
            faults.append((name, answer, forged_answer, differs))

    assert faults == []


def test_a_form_that_would_take_a_forged_field_is_seen(scene):
    """The proof of the proof: a change of one's state, and one of an own row, are told apart."""
    before = picture()
    with transaction.atomic():
        scene.party.__class__.objects.filter(pk=scene.party.pk).update(roles=[Role.ADMIN])
        make.make_listing(scene.party)
        found = changes(before, picture())
        transaction.set_rollback(True)

    assert ("members_member", str(scene.party.pk), "roles", '["ADMIN"]') in found
    assert ("exchanges_listing", "new", "member_id", str(scene.party.pk)) in found
