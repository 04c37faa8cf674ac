"""What a letter looks like: whom it is from, two parts, nobody's markup, and a way to hear of it no more."""

import pytest

from notices import actions
from notices.models import Notice
from tests.notices.conftest import NOW, keep
from tests.notices.post_office import part, plain

pytestmark = pytest.mark.django_db(transaction=True)
SUGGESTED = {"kind": "LETTER", "path": "/riverside/messages/1/"}


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_ADDRESS = "https://hours.example"
    settings.DEFAULT_FROM_EMAIL = "Timebank <post@hours.example>"


@pytest.fixture
def letter_of(margaret, tell, post_office):
    """Send one letter and give what arrives."""

    def sent(**changes: object):
        notice = tell(**changes)
        Notice.objects.filter(pk=notice.pk).update(next_attempt_at=NOW)
        actions.deliver(notice.pk, at=NOW)
        return post_office.letters[-1]

    return sent


def test_it_is_from_the_time_bank_at_our_address(letter_of):
    keep(sender="Łódź Bank Czasu, „Wisła”\nBcc: all@demo.example")

    letter = letter_of()

    (sender,) = letter["From"].addresses
    assert sender.addr_spec == "post@hours.example"
    assert sender.display_name == "Łódź Bank Czasu, „Wisła” Bcc: all@demo.example"
    assert letter["Bcc"] is None


def test_without_a_bank_it_is_from_us(letter_of):
    assert str(letter_of()["From"]) == "Timebank <post@hours.example>"


def test_each_letter_goes_to_one_person_and_names_no_other_address(letter_of):
    keep("member:13", address="fatima@demo.example", name="Fatima")

    letter = letter_of()

    assert [address.addr_spec for address in letter["To"].addresses] == ["margaret@demo.example"]
    assert "fatima@demo.example" not in letter.as_string()


def test_html_shows_what_people_wrote_as_they_wrote_it(letter_of):
    keep(name="<b>Margaret</b>", sender="<i>Ashby</i>")

    letter = letter_of(
        subject="<u>Lift</u>", body="<script>alert(1)</script>\nSecond line\n\n<img src=x onerror=alert(1)>"
    )

    html = part(letter, "html")
    assert "&lt;b&gt;Margaret&lt;/b&gt;" in html
    assert "&lt;i&gt;Ashby&lt;/i&gt;" in html
    assert "&lt;u&gt;Lift&lt;/u&gt;" in html
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>Second line</p>" in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="https://hours.example/riverside/exchanges/4/"' in html
    assert '<html lang="en-gb" dir="ltr">' in html


def test_it_can_be_stopped_in_one_click(letter_of, client):
    letter = letter_of(**SUGGESTED)

    url = letter["List-Unsubscribe"].strip()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url.startswith("<https://hours.example/me/notices/stop/")
    for words in (plain(letter), part(letter, "html")):
        assert url.strip("<>") in words
        assert "https://hours.example/me/notices/choices/" in words


@pytest.mark.parametrize("kind", ["SIGN_IN", "CONCERN", "NOBODY_ENTERED_THIS"])
def test_what_concerns_account_and_safety_has_no_such_link(letter_of, kind):
    letter = letter_of(kind=kind)

    assert (letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"]) == (None, None)
    assert "/me/notices/" not in letter.as_string()
