"""A public service of the world, with everything that a page of it shows, and names that are hard on a page."""

from typing import Any

from members.models import Member
from services.actions.services import PlaceWords, write_place
from services.models import Service
from tests import factories as make


def fill_with_services(world: Any, unbroken: str, long_words: str) -> None:
    """A surgery with a manager, places, programmes open and not yet, and one who takes part."""
    coordinator = world.members["coordinator"]
    surgery = make.make_service(world.bank, name=f"The Surgery of {unbroken}")
    Member.objects.filter(pk=surgery.organisation_id).update(about=long_words)
    Service.objects.filter(pk=surgery.pk).update(opening_times=long_words)
    manager = make.make_staff(surgery, name=f"Nurse {unbroken}", manages=True)
    world.members["manager"], world.people["manager"] = manager, manager.person
    words = PlaceWords(name=f"Branch {unbroken}", address=long_words[:200], access=long_words, opening_times=long_words)
    world.parts_of_services = {
        "place": write_place(surgery, words, by=coordinator),
        "open": make.make_programme(surgery, title=f"Living with {unbroken}", aim=long_words, serves=long_words),
        "draft": make.make_programme(surgery, title="Home from hospital", state="DRAFT", opened_on=None),
    }
    make.take_part(world.parts_of_services["open"], world.members["member"])
    for kind in ("OFFER", "REQUEST"):
        make.make_listing(surgery.organisation, kind=kind, title=f"Room {unbroken}", body=long_words, category=None)
    world.service = Service.objects.get(pk=surgery.pk)
