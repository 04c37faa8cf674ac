"""How often one address may send a form within the hour."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR_SECONDS = 3600


def comes_too_often(request: HttpRequest, what: str, *, most: int) -> bool:
    """Count what came from one address within the hour, and say whether it is more than `most`.

    The address itself is not kept.
    """
    address = salted_hmac(f"members.{what}", get_adapter(request).get_client_ip(request)).hexdigest()
    key = f"members:{what}:{address}"
    cache.add(key, 0, HOUR_SECONDS)
    try:
        return cache.incr(key) > most
    except ValueError:  # the hour ended between the two
        return False
