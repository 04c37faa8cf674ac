"""Photos in storage that speaks S3: the same acts and pages, no public address, and nothing left behind."""

import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from members.actions.photos import change_photo, delete_orphaned_photos, remove_photo
from tests import factories as make
from tests.members.bucket import bucket
from timebank.media import storage_from

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    with bucket() as (url, kind):
        settings.STORAGES = {**settings.STORAGES, "default": storage_from(url, tmp_path)}
        yield kind


def test_a_photo_is_kept_served_and_deleted_in_a_bucket(client, kept, django_capture_on_commit_callbacks):
    rosa = make.make_member(make.make_bank())
    client.force_login(rosa.person)
    address = reverse("members:photo", args=[rosa.bank.slug, rosa.number])

    rosa = change_photo(rosa, make.make_picture((60, 40)), by=rosa, at=timezone.now())
    assert sorted(kept.files) == sorted(f"ashby/{name}" for name in (rosa.photo, f"{rosa.photo[:-4]}-small.jpg"))
    sent = [headers for how, _key, headers in kept.asked if how == "PUT"]
    assert [headers.get("x-amz-acl") for headers in sent] == [None, None]
    assert all(headers["Authorization"].startswith("AWS4-HMAC-SHA256") for headers in sent)

    page = client.get(address)
    assert Image.open(io.BytesIO(page.content)).size == (60, 40)
    assert "X-Amz" not in str(page.headers)

    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(rosa, by=rosa, at=timezone.now())
    assert kept.files == {}
    assert client.get(address).status_code == 404


def test_a_photo_that_is_missing_in_the_bucket_is_not_there(client, kept):
    rosa = make.make_member(make.make_bank())
    change_photo(rosa, make.make_picture(), by=rosa, at=timezone.now())
    kept.files.clear()
    client.force_login(rosa.person)

    assert client.get(reverse("members:photo", args=[rosa.bank.slug, rosa.number])).status_code == 404


def test_orphans_in_the_bucket_are_deleted(kept):
    rosa = make.make_member(make.make_bank())
    change_photo(rosa, make.make_picture(), by=rosa, at=timezone.now())
    kept.files["ashby/photos/left-behind.jpg"] = b"x"

    delete_orphaned_photos(at=timezone.now())

    assert default_storage.exists("photos/left-behind.jpg") is False
    assert len(kept.files) == 2
