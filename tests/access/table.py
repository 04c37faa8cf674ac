"""Who may do what at every address, written by hand from DESIGN.md section 5: the application must agree with it.

'ok' is a page, 'on' a redirect, 'sign-in' the redirect to the page of signing in; a figure is a refusal.
GET opens the page, POST sends its form empty, SEND sends it as somebody would who means it.

The party is one of the two of every exchange and owns the listing; the stranger belongs to the same bank; the outsider
coordinates another bank; the applicant waits for an answer; the leaver was a member. Admin and auditor hold no account.
"""

from collections.abc import Iterator

from tests.access.rows import (
    exchanges,
    joining,
    listings,
    people,
    programmes,
    records,
    referrals,
    rounds,
    running,
    services,
    sessions,
    site,
    voice,
)

PARTS = (
    *(site, joining, people, listings, exchanges, rounds, running, records),
    *(services, sessions, programmes, voice, referrals),
)

# Every other address sends visitors to sign in. Two of them open where the bank opens its listings.
OPEN_TO_VISITORS = {
    "address_claim",
    "email_confirm",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_authenticate",
    "start",
    "banks",
    "live",
    "ready",
    "notices_stop",
    "demo_sign_in",
    "account_login",
    "account_logout",
    "account_set_password",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "exchanges:home",
    "exchanges:events",
    "exchanges:event",
    "exchanges:event_calendar",
    "members:join",
    "members:join_organisation",
    "services:services",
    "services:service",
    "services:map",
    "services:asset",
    "services:by_link",
    "services:referral_done",
    "exchanges:organisations",
    "exchanges:organisation",
    "members:join_thanks",
    "members:join_gifts",
    "members:join_would",
    "members:join_terms",
    "members:own_standing",
    "members:standing",
    "members:invited",
    "members:terms",
    "members:terms_version",
    "members:concern_new",
    "members:concern_thanks",
}
OPEN_WHERE_THE_BANK_SAYS_SO = {
    "exchanges:listings",
    "exchanges:listing",
    "exchanges:listing_photo",
    "exchanges:listing_small_photo",
}


def expected() -> dict[str, dict[tuple[str, str], str]]:
    """Read the table: for each kind of visitor, what they are answered at each address in each way."""
    answers: dict[str, dict[tuple[str, str], str]] = {}
    for part in PARTS:
        for who, at, word in _cells(part.ROWS):
            assert at not in answers.setdefault(who, {}), f"{at} stands twice"
            answers[who][at] = word
    return answers


def _cells(rows: str) -> Iterator[tuple[str, tuple[str, str], str]]:
    lines = [line for line in rows.strip().splitlines() if not line.startswith("#")]
    _address, _how, *people = lines[0].split()
    for line in lines[1:]:
        name, how, *words = line.split()
        assert len(words) == len(people), line
        yield from ((who, (name, how), word) for who, word in zip(people, words, strict=True))
