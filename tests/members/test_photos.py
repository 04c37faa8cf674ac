"""Photos: redrawn without a trace of the file that was sent, and shown only where their member shows them."""

import datetime
import io
import stat
import struct
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from members.actions.photos import change_photo, delete_orphaned_photos, forget_photo, remove_photo
from members.models import Member, MemberEvent
from tests import factories as make
from timebank.lib.errors import NotAllowed
from timebank.lib.kept_pictures import PhotoRefused, small_name
from timebank.media import storage_from

pytestmark = pytest.mark.django_db
NORTH = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (2.0, 15.0, 0.0)}
WHERE_AND_WITH_WHAT = [
    b"Exif",
    b"GPS",
    b"SecretCam",
    b"2026:05:01",
    b"by Rosa",
    b"ICC_PROFILE",
    b"photoshop",
    b"http://",
]
MAKER, TAKEN_AT, GPS, TURNED = 0x010F, 0x0132, 0x8825, 0x0112


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa")


def from_a_phone(size=(1200, 900)) -> io.BytesIO:
    """Take a picture that says where, when, by whom and with what it was taken, lying on its side."""
    exif = Image.Exif()
    exif[MAKER], exif[TAKEN_AT], exif[TURNED] = "SecretCam", "2026:05:01 10:00:00", 6
    exif.get_ifd(GPS).update(NORTH)
    profile = b"ICC_PROFILE of a secret screen" * 10
    return make.make_picture(size, exif=exif.tobytes(), comment=b"by Rosa", icc_profile=profile)


def kept(name: str) -> Image.Image:
    return Image.open(io.BytesIO(bytes_of(name)))


def bytes_of(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def change(member, file, by=None):
    return change_photo(member, file, by=by or member, at=timezone.now())


def test_nothing_is_left_of_where_when_and_with_what_it_was_taken(rosa):
    sent = from_a_phone()
    assert all(mark in sent.getvalue() for mark in [b"SecretCam", b"by Rosa", b"ICC_PROFILE"])
    assert Image.open(sent).getexif().get_ifd(GPS)

    rosa = change(rosa, sent)

    for name in (rosa.photo, small_name(rosa.photo)):
        picture, raw = kept(name), bytes_of(name)
        assert [mark for mark in WHERE_AND_WITH_WHAT if mark in raw] == []
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_it_is_turned_upright_and_made_small(rosa):
    rosa = change(rosa, from_a_phone((1600, 1200)))

    assert (kept(rosa.photo).size, kept(small_name(rosa.photo)).size) == ((600, 800), (120, 160))
    assert kept(rosa.photo).format == "JPEG"


def test_a_small_picture_is_not_blown_up(rosa):
    assert kept(change(rosa, make.make_picture((60, 40))).photo).size == (60, 40)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_what_cameras_and_programs_write_is_taken(rosa, file_format):
    rosa = change(rosa, make.make_picture(file_format=file_format))

    assert rosa.photo.startswith("photos/")
    assert kept(rosa.photo).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_colour_are_taken_and_what_is_see_through_is_white(rosa, mode):
    written = io.BytesIO()
    Image.new(mode, (8, 8)).save(written, "PNG")

    rosa = change(rosa, written)

    see_through = mode in {"LA", "RGBA"}
    assert kept(rosa.photo).getpixel((4, 4)) == ((255, 255, 255) if see_through else (0, 0, 0))


def png_that_says(width: int, height: int) -> io.BytesIO:
    """Write a small file that unpacks to a picture of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))


@pytest.mark.parametrize("size", [(5_000, 4_001), (10_000, 10_000), (50_000, 50_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(rosa, size):
    with pytest.raises(PhotoRefused, match="too large"):
        change(rosa, png_that_says(*size))


TRUNCATED = make.make_picture((400, 300)).getvalue()[:900]
BAD_FILES = {
    "nothing": b"",
    "words": b"This is no picture.",
    "a program": b"<script>alert(1)</script>",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "half a picture": TRUNCATED,
    "only a beginning": b"\xff\xd8\xff\xe0",
    "a png that ends": b"\x89PNG\r\n\x1a\n",
    "a png whose pixels are missing": png_that_says(40, 40).getvalue(),
    "a film": make.make_picture(file_format="GIF").getvalue(),
    "a bitmap": make.make_picture(file_format="BMP").getvalue(),
}


@pytest.mark.parametrize("said", BAD_FILES)
def test_what_is_no_picture_is_refused_in_words_and_nothing_is_kept(rosa, said):
    before = set(files())

    with pytest.raises(PhotoRefused, match="cannot read this file"):
        change(rosa, io.BytesIO(BAD_FILES[said]))

    rosa.refresh_from_db()
    assert (rosa.photo, set(files())) == ("", before)


def files() -> list[str]:
    return (
        [f"photos/{name}" for name in default_storage.listdir("photos")[1]] if default_storage.exists("photos") else []
    )


def test_the_old_photo_goes_when_the_new_one_is_sure(rosa, django_capture_on_commit_callbacks):
    first = change(rosa, make.make_picture()).photo

    with django_capture_on_commit_callbacks(execute=True):
        second = change(rosa, make.make_picture()).photo
        assert default_storage.exists(first)

    assert first != second
    assert [default_storage.exists(name) for name in (first, small_name(first))] == [False, False]
    assert [default_storage.exists(name) for name in (second, small_name(second))] == [True, True]


def test_a_photo_is_taken_down_with_its_files(rosa, django_capture_on_commit_callbacks):
    name = change(rosa, make.make_picture()).photo

    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            remove_photo(rosa, by=rosa, at=timezone.now())

    rosa.refresh_from_db()
    assert (rosa.photo, default_storage.exists(name), default_storage.exists(small_name(name))) == ("", False, False)
    assert rosa.events.filter(kind=MemberEvent.Kind.PROFILE_CHANGED).count() == 2


def test_a_photo_goes_with_whatever_makes_it_go(rosa, django_capture_on_commit_callbacks):
    rosa = change(rosa, make.make_picture())
    name = rosa.photo

    with django_capture_on_commit_callbacks(execute=True):
        forget_photo(rosa)

    assert (Member.objects.get(pk=rosa.pk).photo, default_storage.exists(name)) == ("", False)


def test_a_photo_that_is_refused_leaves_no_file(bank):
    young, before = make.make_minor(bank), set(files())

    with pytest.raises(NotAllowed, match="no photos of people under 18"):
        change(young, make.make_picture())

    assert set(files()) == before


@pytest.mark.parametrize("who", ["other", "stranger", "auditor"])
def test_nobody_else_changes_a_photo(bank, rosa, who):
    by = {
        "other": lambda: make.make_member(bank),
        "stranger": lambda: make.make_coordinator(make.make_bank()),
        "auditor": lambda: make.make_auditor(bank),
    }[who]()

    with pytest.raises(NotAllowed):
        change(rosa, make.make_picture(), by=by)
    with pytest.raises(NotAllowed):
        remove_photo(rosa, by=by, at=timezone.now())


def test_files_that_nobody_has_are_deleted_after_a_day(rosa):
    name = change(rosa, make.make_picture()).photo
    default_storage.save("photos/left-behind.jpg", ContentFile(b"x"))

    assert delete_orphaned_photos(at=timezone.now()) == 0
    delete_orphaned_photos(at=timezone.now() + datetime.timedelta(days=2))

    assert not default_storage.exists("photos/left-behind.jpg")
    assert [default_storage.exists(each) for each in (name, small_name(name))] == [True, True]


# Who sees it


def photo_url(member, name="photo", bank=None):
    return reverse(f"members:{name}", args=[(bank or member.bank).slug, member.number])


def asked(client, asker, url):
    client.force_login(asker.person)
    return client.get(url)


@pytest.mark.parametrize("name", ["photo", "small_photo"])
def test_a_member_sees_a_photo_that_is_shown_and_nothing_else_does(client, bank, rosa, name):
    rosa = change(rosa, make.make_picture())

    page = asked(client, make.make_member(bank), photo_url(rosa, name))

    assert page.status_code == 200
    assert page["Content-Type"] == "image/jpeg"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Cache-Control"] == "private, max-age=600"
    assert Image.open(io.BytesIO(page.content)).size == (60, 40)
    client.logout()
    assert client.get(photo_url(rosa, name)).status_code == 302


@pytest.mark.parametrize("asker", ["member", "coordinator", "admin"])
@pytest.mark.parametrize("why", ["hidden", "left", "paused", "suspended", "none", "file gone"])
def test_a_photo_that_is_not_shown_is_not_there(client, bank, rosa, why, asker):
    rosa = change(rosa, make.make_picture())
    changes = {
        "hidden": {"shows": ["ABOUT"]},
        "left": {"state": "LEFT"},
        "paused": {"state": "PAUSED"},
        "suspended": {"state": "SUSPENDED", "review_on": datetime.date(2030, 1, 1)},
        "none": {"photo": ""},
        "file gone": {"photo": "photos/gone.jpg"},
    }[why]
    Member.objects.filter(pk=rosa.pk).update(**changes)
    who = {"member": make.make_member, "coordinator": make.make_coordinator, "admin": make.admin_of}[asker](bank)

    assert asked(client, who, photo_url(rosa)).status_code == 404


def test_a_photo_of_another_bank_is_not_there(client, bank, rosa):
    rosa, stranger = change(rosa, make.make_picture()), make.make_member(make.make_bank())

    assert asked(client, stranger, photo_url(rosa)).status_code == 404
    assert asked(client, stranger, photo_url(rosa, bank=stranger.bank)).status_code == 404


def test_ones_own_photo_is_seen_by_oneself_even_where_it_is_hidden(client, rosa):
    rosa = change(rosa, make.make_picture())
    Member.objects.filter(pk=rosa.pk).update(shows=[])

    assert asked(client, rosa, photo_url(rosa)).status_code == 200


def test_no_address_of_the_storage_leads_to_a_photo(client, rosa):
    rosa = change(rosa, make.make_picture())
    client.force_login(rosa.person)

    assert [client.get(f"/{path}").status_code for path in (rosa.photo, f"media/{rosa.photo}")] == [404, 404]


# Where it is kept


def test_on_a_disk_nobody_else_reads_the_files(tmp_path):
    options = storage_from("", tmp_path / "media")["OPTIONS"]
    storage = FileSystemStorage(**options)

    name = storage.save("photos/one.jpg", ContentFile(b"x"))

    modes = [stat.S_IMODE(path.stat().st_mode) for path in ((tmp_path / "media" / name), tmp_path / "media" / "photos")]
    assert modes == [0o600, 0o700]


def test_a_bucket_is_read_from_one_setting(tmp_path):
    read = storage_from("s3://key:se%2Fcret@s3.example.org/bucket/folder?region=eu-west-2", tmp_path)

    assert read["BACKEND"] == "storages.backends.s3.S3Storage"
    said = {name: read["OPTIONS"][name] for name in ("access_key", "secret_key", "endpoint_url", "bucket_name")}
    assert said == {
        "access_key": "key",
        "secret_key": "se/cret",
        "endpoint_url": "https://s3.example.org",
        "bucket_name": "bucket",
    }
    assert (read["OPTIONS"]["location"], read["OPTIONS"]["region_name"]) == ("folder", "eu-west-2")
    assert (read["OPTIONS"]["querystring_auth"], read["OPTIONS"]["file_overwrite"]) == (True, False)


@pytest.mark.parametrize(
    "wrong", ["bucket", "s3://host/bucket", "s3://key:secret@host/", "ftp://key:secret@host/bucket"]
)
def test_a_setting_that_cannot_be_read_is_named_at_the_start(tmp_path, wrong):
    with pytest.raises(Exception, match="MEDIA_STORAGE_URL is not written as s3://"):
        storage_from(wrong, tmp_path)
