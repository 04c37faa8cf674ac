"""The catalogue of reports: each is one definition, read in the same way on screen, as a file and by programs."""

from django.utils.translation import gettext_lazy as _

from insight.reads.catalogue.accounts import Balances, Dormant, OutsideLimits, TrialBalance
from insight.reads.catalogue.activity import ByMember, ByMonth
from insight.reads.catalogue.acts import OnBehalf
from insight.reads.catalogue.banks import BetweenBanks, Pot
from insight.reads.catalogue.disputes import Disputes
from insight.reads.catalogue.events import Events
from insight.reads.catalogue.journals import Journal, Reversals
from insight.reads.catalogue.shapes import Column, Definition, Filter, Shape

REPORTS = (
    Definition(
        name="journal",
        title=_("Journal"),
        purpose=_("Every transfer of hours, in the order it was booked."),
        filters=(Filter.PERIOD, Filter.KIND, Filter.MEMBER),
        columns=(
            Column(_("Booked on"), Shape.DAY),
            Column(_("Happened on"), Shape.DAY),
            Column(_("Why")),
            Column(_("What for"), Shape.ABOUT),
            Column(_("From"), Shape.HOLDER),
            Column(_("To"), Shape.HOLDER),
            Column(_("Hours"), Shape.HOURS),
            Column(_("Recorded by")),
        ),
        reading=Journal,
    ),
    Definition(
        name="trial-balance",
        title=_("Trial balance"),
        purpose=_("Where every account stood at the end of a day. What some have, others owe."),
        filters=(Filter.DAY,),
        columns=(
            Column(_("Account"), Shape.HOLDER),
            Column(_("Kind")),
            Column(_("Above zero"), Shape.HOURS),
            Column(_("Below zero"), Shape.HOURS),
        ),
        reading=TrialBalance,
    ),
    Definition(
        name="balances",
        title=_("Members’ balances"),
        purpose=_("What each member has now, what is set aside, and how far they may go."),
        columns=(
            Column(_("Member"), Shape.HOLDER),
            Column(_("State")),
            Column(_("Balance"), Shape.HOURS),
            Column(_("Set aside"), Shape.HOURS),
            Column(_("May still spend"), Shape.HOURS),
            Column(_("Lowest allowed"), Shape.HOURS),
            Column(_("Highest allowed"), Shape.HOURS),
            Column(_("Last booked on"), Shape.DAY),
        ),
        reading=Balances,
    ),
    Definition(
        name="activity",
        title=_("Activity"),
        purpose=_("Hours given in exchanges, here and with other time banks, by month and kind of help."),
        filters=(Filter.PERIOD, Filter.CATEGORY, Filter.MEMBER),
        columns=(
            Column(_("Month"), Shape.MONTH),
            Column(_("Kind of help")),
            Column(_("Exchanges"), Shape.COUNT),
            Column(_("Given"), Shape.HOURS),
            Column(_("Taken back"), Shape.HOURS),
            Column(_("What stands"), Shape.HOURS),
            Column(_("Of it with other time banks"), Shape.HOURS),
        ),
        reading=ByMonth,
    ),
    Definition(
        name="givers-and-receivers",
        title=_("Givers and receivers"),
        purpose=_(
            "What each member gave and received, here and with other time banks, and how that changed their balance."
        ),
        filters=(Filter.PERIOD,),
        columns=(
            Column(_("Member"), Shape.HOLDER),
            Column(_("Given"), Shape.HOURS),
            Column(_("Received"), Shape.HOURS),
            Column(_("Taken back"), Shape.HOURS),
            Column(_("Gifts, grants and the rest"), Shape.HOURS),
            Column(_("Change of balance"), Shape.HOURS),
        ),
        reading=ByMember,
    ),
    Definition(
        name="outside-limits",
        title=_("Outside the limits"),
        purpose=_("Accounts that owe or have more than they may, or are below their warning level now."),
        columns=(
            Column(_("Account"), Shape.HOLDER),
            Column(_("What is the matter")),
            Column(_("Balance"), Shape.HOURS),
            Column(_("By how much"), Shape.HOURS),
            Column(_("Lowest allowed"), Shape.HOURS),
            Column(_("Highest allowed"), Shape.HOURS),
            Column(_("Warning level"), Shape.HOURS),
        ),
        reading=OutsideLimits,
    ),
    Definition(
        name="dormant",
        title=_("Quiet accounts"),
        purpose=_("Members who have neither given nor received for a while. A call may bring them back."),
        filters=(Filter.QUIET_DAYS,),
        columns=(
            Column(_("Member"), Shape.HOLDER),
            Column(_("Last booked on"), Shape.DAY),
            Column(_("Quiet days"), Shape.COUNT),
            Column(_("Balance"), Shape.HOURS),
        ),
        reading=Dormant,
    ),
    Definition(
        name="reversals",
        title=_("Taken back and put right"),
        purpose=_("Every reversal and correction: why, by whom, and which exchange it goes back to."),
        filters=(Filter.PERIOD,),
        columns=(
            Column(_("Booked on"), Shape.DAY),
            Column(_("What happened")),
            Column(_("What it goes back to"), Shape.ABOUT),
            Column(_("First booked on"), Shape.DAY),
            Column(_("From"), Shape.HOLDER),
            Column(_("To"), Shape.HOLDER),
            Column(_("Hours"), Shape.HOURS),
            Column(_("Reason")),
            Column(_("Recorded by")),
        ),
        reading=Reversals,
    ),
    Definition(
        name="on-behalf",
        title=_("Done for members"),
        purpose=_("What coordinators wrote down or said for a member who told them."),
        filters=(Filter.PERIOD, Filter.MEMBER, Filter.CATEGORY),
        columns=(
            Column(_("When"), Shape.MOMENT),
            Column(_("Who acted"), Shape.HOLDER),
            Column(_("What they did")),
            Column(_("For whom"), Shape.HOLDER),
            Column(_("How they were told")),
            Column(_("What was done"), Shape.ABOUT),
            Column(_("Hours"), Shape.HOURS),
            Column(_("Exchange now")),
        ),
        reading=OnBehalf,
    ),
    Definition(
        name="disputes",
        title=_("What was not right"),
        purpose=_("When two members did not agree: how long it took to settle, who mediated, and how it ended."),
        filters=(Filter.PERIOD,),
        columns=(
            Column(_("Opened on"), Shape.DAY),
            Column(_("What was done"), Shape.ABOUT),
            Column(_("Ended on"), Shape.DAY),
            Column(_("Days"), Shape.COUNT),
            Column(_("Who mediated"), Shape.HOLDER),
            Column(_("How it stands")),
            Column(_("By whom")),
        ),
        reading=Disputes,
    ),
    Definition(
        name="events",
        title=_("Events and their guests"),
        purpose=_("Who came, how many guests became members, and how many of them both gave and received in 60 days."),
        filters=(Filter.PERIOD,),
        columns=(
            Column(_("Day"), Shape.DAY),
            Column(_("Event")),
            Column(_("Who put it on"), Shape.HOLDER),
            Column(_("How it stands")),
            Column(_("Members who came"), Shape.COUNT),
            Column(_("Guests"), Shape.COUNT),
            Column(_("Guests who became members"), Shape.COUNT),
            Column(_("Of them, gave and received"), Shape.COUNT),
            Column(_("Counted until"), Shape.DAY),
            Column(_("Given"), Shape.HOURS),
        ),
        reading=Events,
    ),
    Definition(
        name="pot",
        title=_("Community pot"),
        purpose=_("What came to the community pot and what left it, with its balance after each."),
        filters=(Filter.PERIOD,),
        columns=(
            Column(_("Booked on"), Shape.DAY),
            Column(_("Why")),
            Column(_("What for")),
            Column(_("With"), Shape.HOLDER),
            Column(_("Came in"), Shape.HOURS),
            Column(_("Went out"), Shape.HOURS),
            Column(_("Balance"), Shape.HOURS),
        ),
        reading=Pot,
    ),
    Definition(
        name="between-banks",
        title=_("Between time banks"),
        purpose=_("Where we stand now with each time bank we exchange hours with."),
        columns=(
            Column(_("Time bank")),
            Column(_("Our side"), Shape.HOURS),
            Column(_("Their side"), Shape.HOURS),
            Column(_("Both together"), Shape.HOURS),
            Column(_("Lowest allowed"), Shape.HOURS),
            Column(_("Highest allowed"), Shape.HOURS),
        ),
        reading=BetweenBanks,
    ),
)

BY_NAME = {definition.name: definition for definition in REPORTS}
