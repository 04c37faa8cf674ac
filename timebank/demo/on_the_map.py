"""What people of the demo bank put on the map beside what is known already."""

import datetime
from dataclasses import dataclass
from functools import partial

from members.models import Area, Consent
from services.actions.assets import AssetWords, Owner, add_asset
from services.models import Asset
from timebank.demo.telling import Story
from timebank.demo.town import Town

Kind, Access = Asset.Kind, Asset.Access
AGREED_TO = "They said that this may stand on the map with their name."


@dataclass(frozen=True, kw_only=True)
class Known:
    """One thing on the map, and since how many days. `owner` has it or tells it; `by` found it, or a coordinator."""

    days_ago: int
    kind: Asset.Kind
    title: str
    words: str
    area: str
    where: str = ""
    access: tuple[Asset.Access, ...] = ()
    access_words: str = ""
    owner: str = ""
    by: str = ""


ON_THE_MAP = (
    Known(
        days_ago=310,
        kind=Kind.PLACE,
        title="Community centre",
        words="A hall, a kitchen and twelve folding tables. Free for neighbours on weekday mornings.",
        area="Mill End, RV1",
        where="Bridge Street, by the bus stop",
        access=(Access.STEP_FREE, Access.HEARING),
        access_words="Ramp at the back. The hearing loop has to be asked for.",
    ),
    Known(
        days_ago=300,
        kind=Kind.PLACE,
        title="St Dunstan's hall",
        words="Warm, with a piano that is tuned once a year.",
        area="Priory, RV2",
        where="Priory Lane",
        access_words="Four steps, and a rail on the left.",
    ),
    Known(
        days_ago=260,
        kind=Kind.PLACE,
        title="Riverside Library, first floor",
        words="Quiet tables, and a room for eight that costs nothing.",
        area="Town Quay, RV1",
        where="Quay Square",
        access=(Access.STEP_FREE, Access.QUIET),
        access_words="There is a lift. Ask at the desk for the key of the toilet.",
    ),
    Known(
        days_ago=240,
        kind=Kind.PLACE,
        title="Lock-keeper's garden",
        words="Four raised beds, a bench and rainwater.",
        area="Lock Meadow, RV3",
        where="Beside the lock",
        access=(Access.STEP_FREE, Access.QUIET),
    ),
    Known(
        days_ago=220,
        kind=Kind.ASSOCIATION,
        title="Weirside Allotment Society",
        words="Forty plots, and more courgettes than anybody can eat.",
        area="Weirside, RV1",
        where="End of Osier Lane",
    ),
    Known(
        days_ago=150,
        kind=Kind.ASSOCIATION,
        title="Northgate Chess and Chat",
        words="Tuesday evenings. Half of them never play.",
        area="Northgate, RV2",
    ),
    Known(
        days_ago=130,
        kind=Kind.INSTITUTION,
        title="Castle Green fire station",
        words="They check smoke alarms at home, and lend their yard in summer.",
        area="Castle Green, RV2",
        where="Castle Green",
        access=(Access.STEP_FREE,),
    ),
    Known(
        days_ago=90,
        kind=Kind.EXCHANGE,
        title="A tall ladder and two trestles",
        words="Collected by two people, please.",
        area="Mill End, RV1",
        owner="tom",
    ),
    Known(
        days_ago=45,
        kind=Kind.STORY,
        title="The winter the river froze",
        words="We walked to school across it. Nobody in class believed the teacher when she said that it moves below.",
        area="Weirside, RV1",
        owner="winston",
    ),
    Known(
        days_ago=2,
        kind=Kind.ASSOCIATION,
        title="Fernhill bell ringers",
        words="They are looking for two people with patience and one with a strong arm.",
        area="Fernhill, RV3",
        by="zofia",
    ),
)


def plan_the_map(town: Town, story: Story) -> None:
    """Let people add what they know, where those whose it is are there; the last waits for a coordinator."""
    for known in ON_THE_MAP:
        if all(key in town.people for key in (known.owner, known.by) if key):
            story.plan(town.moment(known.days_ago, 12), partial(_add, town, known))


def _add(town: Town, known: Known, at: datetime.datetime) -> None:
    said = AssetWords(
        kind=known.kind,
        title=known.title,
        words=known.words,
        where=known.where,
        area=Area.objects.get(bank=town.bank, name=known.area),
        access=known.access,
        access_words=known.access_words,
    )
    by = town.people[known.by].member if known.by else town.coordinators()[0]
    owner = Owner(town.people[known.owner].member, AGREED_TO, Consent.How.PHONE) if known.owner else None
    add_asset(town.bank, said, by=by, at=at, owner=owner)
