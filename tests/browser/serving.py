"""A public service of the world, with everything that a page of it shows, and names that are hard on a page."""

import uuid
from typing import Any

from django.utils import timezone

from members.models import Area, Member
from services.actions.ideas import IdeaWords, send_ideas
from services.actions.pot import PuttingIn, put_in
from services.actions.referrals import introduce_oneself
from services.actions.services import PlaceWords, write_place
from services.actions.taking_part import wish_to_take_part
from services.models import RoleHolding, Service
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
    idea = IdeaWords(what=long_words, who=long_words[:200], weekly_minutes=90)
    (world.parts_of_services["idea"],) = send_ideas(surgery, [idea], by=manager, at=timezone.now())
    open_one = world.parts_of_services["open"]
    part = make.take_part(open_one, world.members["member"])
    RoleHolding.objects.create(participation=part, role=open_one.roles.get(), began_on=part.joined_on)
    wish_to_take_part(open_one, world.members["neighbour"], role=open_one.roles.get(), at=timezone.now())
    hard = {"title": f"Walk {unbroken}", "body": long_words, "place": long_words[:150], "led_by": part.member}
    world.parts_of_services |= {
        "session": make.make_session(open_one, by=manager, days=0, **hard),
        "session held": make.held_session(
            open_one, both=(part.member,), received=(world.members["neighbour"],), staff=(manager,), minutes=15
        ),
    }
    make.write_staff_time(open_one, manager, minutes=75)
    about = {"name": unbroken, "hopes": long_words[:500]}
    links = [make.make_handed_link(surgery, manager) for _link in range(2)]
    mine = {"form_key": uuid.UUID(int=7), "at": timezone.now(), "member": world.members["member"]}
    world.parts_of_services |= {
        "referral": make.make_referral(surgery, by=manager, programme=world.parts_of_services["open"], **about),
        "link": links[0],
        "own referral": introduce_oneself(links[1], make.introduction(**about), **mine)[0],
    }
    asked = PuttingIn("SHARED", 90, long_words)
    world.parts_of_services["pot gift"] = put_in(surgery, asked, by=manager, at=timezone.now())
    for kind in ("OFFER", "REQUEST"):
        make.make_listing(surgery.organisation, kind=kind, title=f"Room {unbroken}", body=long_words, category=None)
    world.service = Service.objects.get(pk=surgery.pk)
    _fill_map(world, unbroken, long_words)


def _fill_map(world: Any, unbroken: str, long_words: str) -> None:
    """Areas near each other, one without a middle, and what stands on the map and waits for it."""
    coordinator, member = world.members["coordinator"], world.members["member"]
    north = make.make_area(world.bank, "North of the canal", latitude="53.49")
    make.make_area(world.bank, unbroken, latitude="53.48", longitude="-2.25")
    Area.objects.create(bank=world.bank, name="Somewhere else")
    said = {"area": north, "words": long_words, "where": long_words[:200], "access_words": long_words}
    world.parts_of_services |= {
        "hall": make.make_asset(coordinator, title=f"Hall of {unbroken}", access=("STEP_FREE", "QUIET"), **said),
        "waiting": make.make_asset(member, title="Mill Lane hall", **said),
        "story": make.make_story(member, title=f"How {unbroken} began", words=long_words, area=north),
        "thing": make.make_thing(coordinator, owner=member, title="A long ladder", area=north),
    }
