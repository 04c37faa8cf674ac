"""What tests of the pages of referrals have in common: addresses, what is typed, and what a page says."""

import re
import uuid

from django.urls import reverse

SINGING = "Making music or singing"


def url(name: str, bank, *args) -> str:
    return reverse(f"services:{name}", args=[bank.slug, *args])


def answers(**changed) -> dict:
    """What a nurse writes at the end of a talk."""
    told = {
        "key": str(uuid.uuid4()),
        "name": "Edith Marlow",
        "telephone": "01632 960777",
        "age_band": "ADULT",
        "hopes": "Company",
        "ticked": [SINGING],
        "shares": "STEPS",
        "how": "IN_PERSON",
        "agreed": "on",
    }
    return {name: value for name, value in {**told, **changed}.items() if value is not None}


def bare(page) -> str:
    """What a page says, without the keys of its forms."""
    return re.sub(r'name="(key|csrfmiddlewaretoken)" value="[^"]+"', "", page.text)


def link_on(page) -> str:
    return re.search(r'class="long-link" href="http://testserver([^"]+)"', page.text).group(1)
