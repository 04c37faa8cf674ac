"""Where the pictures of streets under the map come from, if an operator names a place; without one there are none."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

WRITTEN_AS = (
    "https://host/path with {z}, {x} and {y} in it once each, such as https://tiles.example.org/{z}/{x}/{y}.png"
)
HOST = re.compile(r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?$")
PATH = re.compile(r"^/[^\s\"'<>{}\\;,]*$")  # once the three places are taken out of it


@dataclass(frozen=True)
class Tiles:
    """The address of each picture, the one host that it names, and whose they are. All empty: no pictures."""

    url: str = ""
    host: str = ""
    credit: str = ""


def tiles_from(url: str, credit: str) -> Tiles:
    """Read the settings MAP_TILES_URL and MAP_TILES_CREDIT. Raises ImproperlyConfigured, which stops the start."""
    if not url:
        return Tiles()
    try:
        parts = urlsplit(url)
    except ValueError as fault:
        raise ImproperlyConfigured(f"MAP_TILES_URL is not written as {WRITTEN_AS}.") from fault
    path = url.removeprefix(f"{parts.scheme}://{parts.netloc}")
    once = all(path.count(place) == 1 for place in ("{z}", "{x}", "{y}"))
    plain = path.replace("{z}", "").replace("{x}", "").replace("{y}", "")
    if parts.scheme != "https" or not HOST.match(parts.netloc) or not once or not PATH.match(plain):
        raise ImproperlyConfigured(f"MAP_TILES_URL is not written as {WRITTEN_AS}.")
    if not credit.strip():
        raise ImproperlyConfigured("Set MAP_TILES_CREDIT to whose map MAP_TILES_URL shows: it stands below the map.")
    return Tiles(url=url, host=f"https://{parts.netloc}", credit=credit.strip())
