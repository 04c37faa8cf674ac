"""Photos of offers and requests: up to four, redrawn, seen by who reads the listing, and gone with its words."""

import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from exchanges.actions.erasing import erase_words
from exchanges.actions.leaving import leave
from exchanges.actions.listing_photos import (
    add_photo,
    delete_orphaned_photos,
    forget_what_is_not_kept,
    remove_photo,
    show_first,
)
from exchanges.actions.listings import ListingRefused, take_down
from exchanges.actions.merging import merge
from exchanges.models import MOST_PHOTOS, Listing, ListingPhoto
from exchanges.reads.photos import with_photo
from members.actions import photos as of_members
from members.models import Member, MemberEvent
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState
from timebank.lib.kept_pictures import PhotoRefused, small_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa():
    return make.make_member(make.make_bank(), name="Rosa")


@pytest.fixture
def bread(rosa):
    return make.make_listing(rosa, title="Bread")


def url(name, listing, *more):
    return reverse(f"exchanges:{name}", args=[listing.bank.slug, listing.pk, *more])


def add(listing, size=(60, 40), *, by=None):
    return add_photo(listing, make.make_picture(size), "Two loaves", by=by or listing.member, at=timezone.now())


def in_storage(photo):
    return [default_storage.exists(name) for name in (photo.name, small_name(photo.name))]


def make_young(member):
    Member.objects.filter(pk=member.pk).update(age_band=Member.AgeBand.TEEN)


def test_nothing_is_left_of_where_it_was_taken_and_the_same_is_there_once(bread):
    exif = Image.Exif()
    exif[0x010F] = "SecretCam"
    exif[0x0112] = 6  # held upright, as most are
    exif.get_ifd(0x8825)[29] = "2026:11:27"  # of the satellites
    sent = make.make_picture((1600, 1200), exif=exif.tobytes(), comment=b"by Rosa")
    assert Image.open(sent).getexif().get_ifd(0x8825)
    sent.seek(0)

    photo = add_photo(bread, sent, "Two loaves", by=bread.member, at=timezone.now())
    sent.seek(0)
    again = add_photo(bread, sent, "Three loaves", by=bread.member, at=timezone.now())

    with default_storage.open(photo.name) as file:
        raw = file.read()
    drawn = Image.open(io.BytesIO(raw))
    assert (b"SecretCam" in raw, b"by Rosa" in raw, dict(drawn.getexif()), drawn.size) == (False, False, {}, (600, 800))
    assert (again, again.words, bread.photos.count()) == (photo, "Three loaves", 1)


def test_a_fifth_is_refused_and_leaves_no_file(bread):
    for place in range(MOST_PHOTOS):
        add(bread, (60, 40 + place))
    before = default_storage.listdir("listing-photos")[1]

    with pytest.raises(ListingRefused, match="4 photos already"):
        add(bread, (60, 80))

    assert sorted(default_storage.listdir("listing-photos")[1]) == sorted(before)


def test_what_is_no_picture_closed_or_of_somebody_under_18_is_refused(bread, rosa):
    with pytest.raises(PhotoRefused):
        add_photo(bread, io.BytesIO(b"words"), "Words", by=rosa, at=timezone.now())
    make_young(rosa)
    with pytest.raises(NotAllowed, match="under 18"):
        add(bread)
    Member.objects.filter(pk=rosa.pk).update(age_band=Member.AgeBand.ADULT)
    take_down(bread, by=rosa, at=timezone.now())
    with pytest.raises(WrongState):
        add(bread)
    assert not ListingPhoto.objects.exists()


def test_one_is_taken_down_with_its_files_and_again_does_no_harm(bread, rosa, django_capture_on_commit_callbacks):
    first, second = add(bread), add(bread, (50, 50))

    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            remove_photo(bread, first.pk, by=rosa, at=timezone.now())

    assert (list(bread.photos.all()), in_storage(first), in_storage(second)) == ([second], [False] * 2, [True] * 2)


def test_a_coordinator_does_it_for_them_in_writing_and_nobody_else(bread, rosa):
    add(bread, by=make.make_coordinator(rosa.bank))

    assert rosa.events.filter(kind=MemberEvent.Kind.LISTING_CHANGED).count() == 1
    for by in (make.make_member(rosa.bank), make.make_coordinator(make.make_bank())):
        with pytest.raises(NotAllowed):
            add(bread, (50, 50), by=by)
        with pytest.raises(NotAllowed):
            remove_photo(bread, bread.photos.get().pk, by=by, at=timezone.now())


def test_one_can_come_first_and_a_new_one_comes_last(bread, rosa):
    first, second, third = (add(bread, (60, 40 + place)) for place in range(3))

    for _twice in range(2):
        show_first(bread, third.pk, by=rosa, at=timezone.now())
    show_first(bread, third.pk + 1000, by=rosa, at=timezone.now())
    remove_photo(bread, first.pk, by=rosa, at=timezone.now())
    last = add(bread, (50, 50))

    assert list(bread.photos.all()) == [third, second, last]
    assert with_photo(Listing.objects.all()).get().first_photo == {"id": third.pk, "words": "Two loaves"}
    with pytest.raises(NotAllowed):
        show_first(bread, second.pk, by=make.make_member(rosa.bank), at=timezone.now())


def test_those_of_what_was_taken_down_go_a_month_later(bread, rosa, django_capture_on_commit_callbacks):
    photo, other = add(bread), add(make.make_listing(rosa, title="Soup"))
    leave(rosa, by=rosa, at=timezone.now())
    Listing.objects.filter(pk=other.listing_id).update(state="OPEN", closed_at=None)

    with django_capture_on_commit_callbacks(execute=True):
        forget_what_is_not_kept(at=timezone.now() + datetime.timedelta(days=30))
        assert ListingPhoto.objects.count() == 2
        forget_what_is_not_kept(at=timezone.now() + datetime.timedelta(days=32))

    assert (list(ListingPhoto.objects.all()), in_storage(photo), in_storage(other)) == (
        [other],
        [False] * 2,
        [True] * 2,
    )


def test_they_follow_to_the_number_that_is_kept(bread, rosa):
    photo, kept = add(bread), make.make_member(rosa.bank, name="Rosa")

    merge(kept, rosa, by=make.admin_of(rosa.bank), at=timezone.now())

    remove_photo(bread, add(bread, (50, 50), by=kept).pk, by=kept, at=timezone.now())
    assert list(ListingPhoto.objects.filter(listing__member=kept)) == [photo]


def test_they_go_with_who_is_erased_or_turns_out_to_be_young(bread, rosa, django_capture_on_commit_callbacks):
    first = add(bread)
    with django_capture_on_commit_callbacks(execute=True):
        erase_words(rosa)
    second = add(bread)
    make_young(rosa)
    with django_capture_on_commit_callbacks(execute=True):
        forget_what_is_not_kept(at=timezone.now())

    assert (in_storage(first), in_storage(second), bread.photos.count()) == ([False] * 2, [False] * 2, 0)


def test_each_sweep_deletes_only_what_nobody_has(bread, rosa):
    photo, later = add(bread), timezone.now() + datetime.timedelta(days=2)
    face = make.hang_photo(rosa).photo
    default_storage.save("listing-photos/left-behind.jpg", ContentFile(b"x"))

    assert delete_orphaned_photos(at=timezone.now()) == 0
    of_members.delete_orphaned_photos(at=later)
    assert default_storage.exists("listing-photos/left-behind.jpg")
    delete_orphaned_photos(at=later)

    assert not default_storage.exists("listing-photos/left-behind.jpg")
    assert (in_storage(photo), default_storage.exists(face)) == ([True] * 2, True)


# The pages


@pytest.mark.parametrize("name", ["listing_photo", "listing_small_photo"])
def test_who_reads_the_listing_sees_it_and_nobody_else(client, bread, rosa, name):
    photo, other = add(bread), make.make_listing(rosa, title="Soup")
    address = url(name, bread, photo.pk)
    asked = [client.get(address).status_code]
    client.force_login(make.make_member(rosa.bank).person)
    seen = client.get(address)
    asked += [seen.status_code, client.get(url(name, other, photo.pk)).status_code]
    Listing.objects.filter(pk=bread.pk).update(state="PAUSED")
    asked += [client.get(address).status_code]
    client.force_login(rosa.person)
    asked += [client.get(address).status_code]

    assert asked == [302, 200, 404, 404, 200]
    assert (seen["Content-Type"], seen["Cache-Control"]) == ("image/jpeg", "private, max-age=600")


def test_visitors_see_it_where_the_bank_opens_and_never_of_somebody_young(client):
    bank = make.make_bank(listings_are_public=True)
    bread = make.make_listing(make.make_member(bank))
    address = url("listing_photo", bread, add(bread).pk)

    assert client.get(address).status_code == 200
    assert b'alt="Two loaves"' in client.get(reverse("exchanges:listings", args=[bank.slug])).content
    make_young(bread.member)
    assert client.get(address).status_code == 404
    client.force_login(bread.member.person)
    assert client.get(address).status_code == 404
    page = client.get(reverse("exchanges:listings", args=[bank.slug]))
    assert (page.status_code, b"Two loaves" in page.content) == (200, False)


def test_it_is_sent_shown_and_taken_down(client, bread, rosa):
    client.force_login(rosa.person)
    sent = {"photo": make.make_picture(), "words": "Two <b>loaves</b>"}

    page = client.post(url("listing_photos", bread), sent, follow=True)

    assert b'alt="Two &lt;b&gt;loaves&lt;/b&gt;"' in page.content
    assert b'alt="Two &lt;b&gt;' in client.get(url("listing", bread)).content
    second = add(bread, (50, 50))
    for nothing in ({"remove": "x"}, {"first": "²"}, {"remove": add(make.make_listing(rosa, title="Soup")).pk}):
        client.post(url("listing_photos", bread), nothing)
    assert ListingPhoto.objects.count() == 3
    client.post(url("listing_photos", bread), {"first": second.pk})
    assert bread.photos.first() == second
    client.post(url("listing_photos", bread), {"remove": second.pk})
    assert bread.photos.get() != second


def test_of_what_is_taken_down_they_can_still_be_taken_down(client, bread, rosa):
    photo = add(bread)
    take_down(bread, by=rosa, at=timezone.now())
    client.force_login(rosa.person)

    assert url("listing_photos", bread).encode() in client.get(url("listing", bread)).content
    page = client.get(url("listing_photos", bread))
    sent = client.post(url("listing_photos", bread), {"photo": make.make_picture(), "words": "Bread"})
    client.post(url("listing_photos", bread), {"remove": photo.pk})

    assert (b"A month after that" in page.content, b"Send this picture" in page.content) == (True, False)
    assert (sent.status_code, bread.photos.count()) == (409, 0)


def test_who_acts_for_them_adds_one_and_their_name_is_kept(client, bread, rosa):
    sam = make.make_member(rosa.bank, name="Sam")
    mandate = make.supporter(rosa, sam)
    client.force_login(sam.person)
    refused = client.post(url("listing_photos", bread), {"photo": make.make_picture(), "words": "Bread"})

    client.post(reverse("members:act", args=[rosa.bank.slug, mandate.pk]))
    client.post(url("listing_photos", bread), {"photo": make.make_picture(), "words": "Bread"})

    assert refused.status_code == 403
    assert (bread.photos.get().by, rosa.events.get(kind=MemberEvent.Kind.LISTING_CHANGED).by) == (sam, sam)


def test_a_refusal_keeps_the_words_and_asks_for_the_picture_again(client, bread, rosa):
    client.force_login(rosa.person)

    wrong = SimpleUploadedFile("x.jpg", b"none")
    page = client.post(url("listing_photos", bread), {"photo": wrong, "words": "Two loaves"})
    unsaid = client.post(url("listing_photos", bread), {"photo": make.make_picture(), "words": " "})

    assert (page.status_code, b'value="Two loaves"' in page.content) == (400, True)
    assert b"cannot read this file" in page.content
    assert (unsaid.status_code, b"choose the picture again" in unsaid.content) == (400, True)


def test_the_list_asks_as_much_for_three_as_for_one(client, bread, rosa):
    client.force_login(rosa.person)
    counts = []
    add(bread)
    for more in ([], ["Soup", "Cake"]):
        for title in more:
            add(make.make_listing(rosa, title=title))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("exchanges:listings", args=[rosa.bank.slug]))
        counts.append((len(asked), page.content.count(b"photo-row")))

    assert counts == [(counts[0][0], 1), (counts[0][0], 3)]


def put_up(client, bank, **said):
    """Send the form of a new offer, with whatever else is said."""
    address = reverse("exchanges:listing_new", args=[bank.slug])
    return client.post(address, {"kind": "OFFER", "title": "Bread on Fridays", **said})


def sent(picture: bytes | None = None) -> SimpleUploadedFile:
    content = make.make_picture((60, 40)).read() if picture is None else picture
    return SimpleUploadedFile("loaf.jpg", content, content_type="image/jpeg")


def test_a_new_offer_goes_up_with_its_photo_once(client, rosa):
    client.force_login(rosa.person)

    for _time in range(2):
        answer = put_up(client, rosa.bank, **{"first-photo": sent(), "first-words": "Two loaves"})

    listing, photo = Listing.objects.get(), ListingPhoto.objects.get()
    assert answer.url == reverse("exchanges:listing", args=[rosa.bank.slug, listing.pk])
    assert (photo.listing, photo.words, photo.by, in_storage(photo)) == (listing, "Two loaves", rosa, [True, True])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"first-photo": b"no picture", "first-words": "A loaf"}, "We cannot read this file as a picture"),
        ({"first-photo": None}, "Write in a few words what can be seen."),
        ({"first-words": "A loaf"}, "Choose a picture first."),
        ({"first-photo": None, "first-words": "A loaf", "title": ""}, "Please choose the picture again, too."),
    ],
)
def test_a_new_offer_whose_photo_is_refused_is_not_up_and_keeps_what_was_typed(client, rosa, said, words):
    client.force_login(rosa.person)
    if "first-photo" in said:
        said = {**said, "first-photo": sent(said["first-photo"])}

    page = put_up(client, rosa.bank, body="Sourdough", **said)

    assert page.status_code == 400
    assert words in page.text
    assert "Sourdough" in page.text
    assert said.get("first-words", "") in page.text
    assert not Listing.objects.exists()
    assert not ListingPhoto.objects.exists()


def test_what_somebody_under_18_offers_goes_up_without_a_photo_or_not_at_all(client, rosa):
    desk, young = make.make_coordinator(rosa.bank), make.make_minor(rosa.bank, name="Tilly Young")
    client.force_login(desk.person)

    page = put_up(client, rosa.bank, whose=young.number, **{"first-photo": sent(), "first-words": "Me"})

    assert page.status_code == 403
    assert not Listing.objects.exists()
    client.force_login(young.person)
    assert "first-photo" not in client.get(reverse("exchanges:listing_new", args=[rosa.bank.slug])).text
