"""All steps up to 0027 at once, for a database that has taken none of them.

One that has taken some goes on step by step. What the steps did to rows there were has nothing to do in an empty one.
"""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models

from timebank.lib.first_tables import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ("exchanges", "0001_exchanges"),
        ("exchanges", "0002_exchange_thanks"),
        ("exchanges", "0003_exchange_hold"),
        ("exchanges", "0004_checks_and_whose_hand"),
        ("exchanges", "0005_listings_and_exchanges_in_full"),
        ("exchanges", "0006_enquiries"),
        ("exchanges", "0007_disputes"),
        ("exchanges", "0008_disputes_open_before"),
        ("exchanges", "0009_categories_get_codes"),
        ("exchanges", "0010_index_newest_listings"),
        ("exchanges", "0011_fill_search_text"),
        ("exchanges", "0012_events"),
        ("exchanges", "0013_desk"),
        ("exchanges", "0014_giving_hours"),
        ("exchanges", "0015_offers_take_many"),
        ("exchanges", "0016_announcements"),
        ("exchanges", "0017_slips"),
        ("exchanges", "0018_saved_searches"),
        ("exchanges", "0019_plans_and_thanks_found"),
        ("exchanges", "0020_listing_photos"),
        ("exchanges", "0021_exchanges_between_banks"),
        ("exchanges", "0022_last_exchanges"),
        ("exchanges", "0023_fill_last_exchanges"),
        ("exchanges", "0024_event_said_before"),
        ("exchanges", "0025_cross_reminders_sent"),
        ("exchanges", "0026_cross_thanks"),
        ("exchanges", "0027_index_whole_words"),
    ]

    initial = True

    dependencies = [
        ("ledger", "0004_laws"),
        ("members", "0001_squashed_0029_index_whole_words"),
    ]

    operations = [
        MakeTables(
            tables=[
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "needs_approval",
                            models.BooleanField(
                                default=False, verbose_name="a coordinator approves every exchange of this kind"
                            ),
                        ),
                        ("is_open", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="categories",
                                to="members.bank",
                            ),
                        ),
                        ("checks", models.ManyToManyField(blank=True, related_name="+", to="members.checkkind")),
                        ("code", models.CharField(blank=True, editable=False, max_length=40)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="finer",
                                to="exchanges.category",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "category",
                        "verbose_name_plural": "categories",
                        "ordering": ["name", "pk"],
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("bank"),
                                django.db.models.functions.text.Lower("name"),
                                name="category_name_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                fields=("bank", "code"),
                                name="category_code_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("parent", models.F("id")), _negated=True),
                                name="category_not_under_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Listing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(choices=[("OFFER", "offer"), ("REQUEST", "request")], max_length=8)),
                        ("title", models.CharField(max_length=100, verbose_name="title")),
                        ("body", models.TextField(blank=True, max_length=2000, verbose_name="in your own words")),
                        (
                            "state",
                            models.CharField(
                                choices=[("OPEN", "open"), ("PAUSED", "paused"), ("CLOSED", "closed")],
                                default="OPEN",
                                max_length=8,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchanges.category",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listings",
                                to="members.member",
                            ),
                        ),
                        ("checks", models.ManyToManyField(blank=True, related_name="+", to="members.checkkind")),
                        (
                            "put_up_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "access",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("STEP_FREE", "no steps"),
                                        ("QUIET", "a quiet place"),
                                        ("HEARING", "good for people who hear little"),
                                        ("SIGHT", "good for people who see little"),
                                        ("AT_YOURS", "nobody has to travel"),
                                    ],
                                    max_length=9,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("area", models.CharField(blank=True, max_length=60, verbose_name="area")),
                        (
                            "availability",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("MON_AM", "Monday, morning"),
                                        ("MON_PM", "Monday, afternoon"),
                                        ("MON_EVE", "Monday, evening"),
                                        ("TUE_AM", "Tuesday, morning"),
                                        ("TUE_PM", "Tuesday, afternoon"),
                                        ("TUE_EVE", "Tuesday, evening"),
                                        ("WED_AM", "Wednesday, morning"),
                                        ("WED_PM", "Wednesday, afternoon"),
                                        ("WED_EVE", "Wednesday, evening"),
                                        ("THU_AM", "Thursday, morning"),
                                        ("THU_PM", "Thursday, afternoon"),
                                        ("THU_EVE", "Thursday, evening"),
                                        ("FRI_AM", "Friday, morning"),
                                        ("FRI_PM", "Friday, afternoon"),
                                        ("FRI_EVE", "Friday, evening"),
                                        ("SAT_AM", "Saturday, morning"),
                                        ("SAT_PM", "Saturday, afternoon"),
                                        ("SAT_EVE", "Saturday, evening"),
                                        ("SUN_AM", "Sunday, morning"),
                                        ("SUN_PM", "Sunday, afternoon"),
                                        ("SUN_EVE", "Sunday, evening"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="until when")),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                            ),
                        ),
                        ("needed_on", models.DateField(blank=True, null=True, verbose_name="on which day")),
                        (
                            "needed_part",
                            models.CharField(
                                blank=True,
                                choices=[("AM", "morning"), ("PM", "afternoon"), ("EVE", "evening")],
                                max_length=3,
                            ),
                        ),
                        (
                            "often",
                            models.CharField(
                                choices=[
                                    ("ONCE", "once"),
                                    ("REPEATING", "again and again"),
                                    ("STANDING", "whenever it suits both"),
                                ],
                                default="STANDING",
                                max_length=9,
                                verbose_name="how often",
                            ),
                        ),
                        ("people", models.PositiveSmallIntegerField(default=1, verbose_name="for how many people")),
                        (
                            "places",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("HOME", "at somebody's home"),
                                        ("OUTSIDE", "outside, or on the way"),
                                        ("PUBLIC", "at a public place"),
                                        ("ONLINE", "online or by telephone"),
                                    ],
                                    max_length=7,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("search_text", models.TextField(blank=True, editable=False)),
                        ("warned_days", models.PositiveSmallIntegerField(null=True)),
                    ],
                    options={
                        "verbose_name": "listing",
                        "verbose_name_plural": "listings",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "OPEN")),
                                fields=["bank", "kind", "-id"],
                                name="listing_open",
                            ),
                            models.Index(fields=["member", "-id"], name="listing_of_member"),
                            models.Index(
                                condition=models.Q(("expires_on__isnull", False), ("state", "OPEN")),
                                fields=["expires_on"],
                                name="listing_expiring",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(models.F("search_text"), name="gin_trgm_ops"),
                                name="listing_search",
                            ),
                            models.Index(
                                condition=models.Q(("state", "OPEN")), fields=["bank", "-id"], name="listing_newest"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.search.SearchVector(
                                    models.Func(
                                        models.F("search_text"),
                                        models.Value("/.@"),
                                        models.Value("   "),
                                        function="translate",
                                        output_field=models.TextField(),
                                    ),
                                    config="simple",
                                ),
                                name="listing_whole_words",
                            ),
                            models.Index(
                                condition=models.Q(("languages", []), _negated=True),
                                fields=["bank"],
                                name="listing_says_languages",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("state__in", ["OPEN", "PAUSED"])),
                                    models.Q(("closed_at__isnull", False), ("state", "CLOSED")),
                                    _connector="OR",
                                ),
                                name="listing_closed_has_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("people__gte", 1), ("people__lte", 500)), name="listing_people_sane"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exchange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("minutes", models.PositiveIntegerField()),
                        ("description", models.CharField(max_length=500, verbose_name="what was done")),
                        ("planned_on", models.DateField(blank=True, null=True)),
                        ("happened_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("PROPOSED", "proposed"),
                                    ("AGREED", "agreed"),
                                    ("DECLINED", "declined"),
                                    ("LOGGED", "waiting for the other side"),
                                    ("CONFIRMED", "waiting for approval"),
                                    ("POSTED", "posted"),
                                    ("DISPUTED", "they don't agree"),
                                    ("CANCELLED", "cancelled"),
                                    ("REVERSED", "reversed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("state_since", models.DateTimeField()),
                        ("reminders_sent", models.PositiveSmallIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("giver_agreed_at", models.DateTimeField(null=True)),
                        ("receiver_agreed_at", models.DateTimeField(null=True)),
                        ("posted_at", models.DateTimeField(null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchanges.category",
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="given", to="members.member"
                            ),
                        ),
                        (
                            "giver_agreed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "logged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="received",
                                to="members.member",
                            ),
                        ),
                        (
                            "receiver_agreed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.transfer",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exchanges",
                                to="exchanges.listing",
                            ),
                        ),
                        ("thanks", models.CharField(blank=True, max_length=500, verbose_name="thanks")),
                        (
                            "hold",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.hold",
                            ),
                        ),
                        ("costs", models.CharField(blank=True, max_length=200, verbose_name="travel and other costs")),
                        (
                            "follows",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="exchanges.exchange",
                            ),
                        ),
                        ("planned_at_time", models.TimeField(blank=True, null=True)),
                        ("thanks_shown_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "exchange",
                        "verbose_name_plural": "exchanges",
                        "indexes": [
                            models.Index(fields=["bank", "state", "state_since", "id"], name="exchange_waiting"),
                            models.Index(fields=["bank", "-id"], name="exchange_newest"),
                            models.Index(fields=["giver", "-id"], name="exchange_given"),
                            models.Index(fields=["receiver", "-id"], name="exchange_received"),
                            models.Index(fields=["transfer"], name="exchange_of_transfer"),
                            models.Index(
                                condition=models.Q(
                                    ("hold__isnull", False),
                                    ("state__in", ["AGREED", "LOGGED", "CONFIRMED", "DISPUTED"]),
                                ),
                                fields=["receiver"],
                                name="exchange_holding",
                            ),
                            models.Index(
                                condition=models.Q(("state", "POSTED")),
                                fields=["bank", "happened_on"],
                                name="exchange_by_day",
                            ),
                            models.Index(
                                condition=models.Q(("state", "AGREED")),
                                fields=["planned_on", "id"],
                                name="exchange_planned",
                            ),
                            models.Index(
                                condition=models.Q(("thanks_shown_at__isnull", False)),
                                fields=["giver", "-thanks_shown_at"],
                                name="exchange_thanks_shown",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("giver", models.F("receiver")), _negated=True),
                                name="exchange_two_members",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)),
                                name="exchange_minutes_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["POSTED", "REVERSED"]), _negated=True),
                                    ("transfer__isnull", False),
                                    _connector="OR",
                                ),
                                name="exchange_posted_has_transfer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["PROPOSED", "AGREED", "DECLINED", "CANCELLED"]),
                                    ("happened_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="exchange_logged_has_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["CONFIRMED", "POSTED"]), _negated=True),
                                    models.Q(("giver_agreed_at__isnull", False), ("receiver_agreed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="exchange_confirmed_by_both",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PHONE", "by phone"),
                                    ("IN_PERSON", "in person"),
                                    ("SLIP", "on a slip of paper"),
                                    ("SUPPORTER", "as their supporter"),
                                    ("DELEGATE", "as their delegate"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PROPOSED", "proposed"),
                                    ("AGREED", "agreed"),
                                    ("DECLINED", "declined"),
                                    ("LOGGED", "waiting for the other side"),
                                    ("CONFIRMED", "waiting for approval"),
                                    ("POSTED", "posted"),
                                    ("DISPUTED", "they don't agree"),
                                    ("CANCELLED", "cancelled"),
                                    ("REVERSED", "reversed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("PROPOSED", "proposed"),
                                    ("AGREED", "agreed"),
                                    ("DECLINED", "declined"),
                                    ("LOGGED", "waiting for the other side"),
                                    ("CONFIRMED", "waiting for approval"),
                                    ("POSTED", "posted"),
                                    ("DISPUTED", "they don't agree"),
                                    ("CANCELLED", "cancelled"),
                                    ("REVERSED", "reversed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="exchanges.exchange",
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an exchange",
                        "verbose_name_plural": "steps of exchanges",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(fields=["exchange", "id"], name="step_in_order"),
                            models.Index(
                                condition=models.Q(("to_state", "POSTED")), fields=["by", "at"], name="step_approved"
                            ),
                        ],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Enquiry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "asker",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enquiries",
                                to="exchanges.listing",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enquiry",
                        "verbose_name_plural": "enquiries",
                        "indexes": [models.Index(fields=["asker", "at"], name="enquiry_of_asker")],
                        "constraints": [models.UniqueConstraint(fields=("listing", "asker"), name="enquiry_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Dispute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("OPENED", "waiting for somebody to mediate"),
                                    ("NAMED", "somebody mediates"),
                                    ("HEARD", "both sides are heard"),
                                    ("PROPOSED", "a way out is proposed"),
                                    ("ENDED", "ended"),
                                ],
                                default="OPENED",
                                max_length=8,
                            ),
                        ),
                        ("state_since", models.DateTimeField()),
                        ("takes_back", models.BooleanField(default=False)),
                        ("minutes", models.PositiveIntegerField(null=True)),
                        ("proposed_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("AGREED", "agreed hours"),
                                    ("CANCELLED", "cancelled"),
                                    ("REVERSED", "taken back"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("is_by_agreement", models.BooleanField(default=False)),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disputes",
                                to="exchanges.exchange",
                            ),
                        ),
                        (
                            "mediator",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dispute",
                        "verbose_name_plural": "disputes",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["mediator"], name="dispute_of_mediator"
                            ),
                            models.Index(fields=["opened_at"], name="dispute_by_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("exchange",), name="dispute_one_open"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at", None), ("outcome", ""), models.Q(("state", "ENDED"), _negated=True)
                                    ),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("state", "ENDED"),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="dispute_ends_somehow",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["NAMED", "HEARD", "PROPOSED"]), _negated=True),
                                    ("mediator__isnull", False),
                                    _connector="OR",
                                ),
                                name="dispute_goes_on_with_mediator",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("minutes", None), ("proposed_at", None), ("takes_back", False)),
                                    models.Q(("minutes", None), ("proposed_at__isnull", False), ("takes_back", True)),
                                    models.Q(
                                        ("minutes__gte", 1),
                                        ("minutes__lte", 1440),
                                        ("proposed_at__isnull", False),
                                        ("takes_back", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="dispute_proposes_one_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "PROPOSED"), _negated=True),
                                    ("proposed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="dispute_proposed_is_written",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at", None), ("ended_at__gte", models.F("opened_at")), _connector="OR"
                                ),
                                name="dispute_in_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("OPENED", "said that something is not right"),
                                    ("NAMED", "was asked to mediate"),
                                    ("SAID", "told their side"),
                                    ("PROPOSED", "proposed a way out"),
                                    ("YES", "agreed"),
                                    ("NO", "did not agree"),
                                    ("ENDED", "brought it to an end"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PHONE", "by phone"),
                                    ("IN_PERSON", "in person"),
                                    ("SLIP", "on a slip of paper"),
                                    ("SUPPORTER", "as their supporter"),
                                    ("DELEGATE", "as their delegate"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField(null=True)),
                        ("words", models.CharField(blank=True, max_length=1000)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="exchanges.dispute",
                            ),
                        ),
                        (
                            "named",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of a dispute",
                        "verbose_name_plural": "steps of disputes",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["dispute", "id"], name="disputestep_in_order")],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Series",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("MEAL", "eating together"),
                                    ("REPAIR", "repair café"),
                                    ("MUSIC", "singing or making"),
                                    ("DIGITAL", "digital drop-in"),
                                    ("TALK", "one person for many"),
                                    ("OTHER", "something else"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="title")),
                        ("body", models.TextField(blank=True, max_length=2000, verbose_name="more about it")),
                        ("place", models.CharField(max_length=150, verbose_name="public place")),
                        (
                            "access",
                            models.CharField(blank=True, max_length=300, verbose_name="how to get in and round"),
                        ),
                        ("begins_at_time", models.TimeField()),
                        ("ends_at_time", models.TimeField()),
                        ("places", models.PositiveIntegerField(blank=True, null=True)),
                        ("is_public", models.BooleanField(default=True)),
                        ("is_supervised", models.BooleanField(default=False)),
                        (
                            "pays",
                            models.CharField(
                                choices=[
                                    ("TAKERS", "those who are helped"),
                                    ("POT", "the shared pot"),
                                    ("BOTH", "those who are helped, and the shared pot for the rest"),
                                ],
                                default="TAKERS",
                                max_length=6,
                            ),
                        ),
                        ("pot_minutes", models.PositiveIntegerField(default=0)),
                        ("given_minutes", models.PositiveIntegerField(default=60)),
                        ("received_minutes", models.PositiveIntegerField(default=60)),
                        (
                            "every",
                            models.CharField(
                                choices=[
                                    ("WEEK", "every week"),
                                    ("TWO_WEEKS", "every two weeks"),
                                    ("MONTH", "every month, on the same weekday"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("first_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("made_through", models.DateField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "host",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "watched_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "series of events",
                        "verbose_name_plural": "series of events",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["made_through"], name="series_to_make"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at_time__gt", models.F("begins_at_time"))),
                                name="series_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("places", None),
                                    models.Q(("places__gte", 1), ("places__lte", 500)),
                                    _connector="OR",
                                ),
                                name="series_places_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_supervised", False), ("watched_by__isnull", False), _connector="OR"
                                ),
                                name="series_supervised_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("pays", "TAKERS"), ("pot_minutes", 0)),
                                    models.Q(models.Q(("pays", "TAKERS"), _negated=True), ("pot_minutes__lte", 12000)),
                                    _connector="OR",
                                ),
                                name="series_pot_as_it_pays",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("given_minutes__lte", 1440), ("received_minutes__lte", 1440)),
                                name="series_usual_hours_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gte", models.F("first_on"))),
                                name="series_until_after_first",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("MEAL", "eating together"),
                                    ("REPAIR", "repair café"),
                                    ("MUSIC", "singing or making"),
                                    ("DIGITAL", "digital drop-in"),
                                    ("TALK", "one person for many"),
                                    ("OTHER", "something else"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="title")),
                        ("body", models.TextField(blank=True, max_length=2000, verbose_name="more about it")),
                        ("place", models.CharField(max_length=150, verbose_name="public place")),
                        (
                            "access",
                            models.CharField(blank=True, max_length=300, verbose_name="how to get in and round"),
                        ),
                        ("begins_at_time", models.TimeField()),
                        ("ends_at_time", models.TimeField()),
                        ("places", models.PositiveIntegerField(blank=True, null=True)),
                        ("is_public", models.BooleanField(default=True)),
                        ("is_supervised", models.BooleanField(default=False)),
                        (
                            "pays",
                            models.CharField(
                                choices=[
                                    ("TAKERS", "those who are helped"),
                                    ("POT", "the shared pot"),
                                    ("BOTH", "those who are helped, and the shared pot for the rest"),
                                ],
                                default="TAKERS",
                                max_length=6,
                            ),
                        ),
                        ("pot_minutes", models.PositiveIntegerField(default=0)),
                        ("given_minutes", models.PositiveIntegerField(default=60)),
                        ("received_minutes", models.PositiveIntegerField(default=60)),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("WAITING", "waits for a coordinator"),
                                    ("DECLINED", "not this time"),
                                    ("OPEN", "open"),
                                    ("CANCELLED", "cancelled"),
                                    ("REGISTERED", "the register waits for approval"),
                                    ("POSTED", "hours posted"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("state_since", models.DateTimeField()),
                        ("series_on", models.DateField(null=True)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("others_came", models.PositiveIntegerField(default=0)),
                        ("register_number", models.PositiveIntegerField(default=0)),
                        ("postings", models.PositiveIntegerField(default=0)),
                        ("posted_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.account",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "host",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "pot_transfer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.transfer",
                            ),
                        ),
                        (
                            "watched_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="exchanges.series",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "event",
                        "verbose_name_plural": "events",
                        "indexes": [
                            models.Index(fields=["bank", "on", "id"], name="event_by_day"),
                            models.Index(fields=["bank", "state", "state_since", "id"], name="event_waiting"),
                            models.Index(
                                condition=models.Q(("reminded_at", None), ("state", "OPEN")),
                                fields=["on"],
                                name="event_to_remind_of",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at_time__gt", models.F("begins_at_time"))),
                                name="event_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("places", None),
                                    models.Q(("places__gte", 1), ("places__lte", 500)),
                                    _connector="OR",
                                ),
                                name="event_places_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_supervised", False), ("watched_by__isnull", False), _connector="OR"
                                ),
                                name="event_supervised_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("pays", "TAKERS"), ("pot_minutes", 0)),
                                    models.Q(models.Q(("pays", "TAKERS"), _negated=True), ("pot_minutes__lte", 12000)),
                                    _connector="OR",
                                ),
                                name="event_pot_as_it_pays",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("given_minutes__lte", 1440), ("received_minutes__lte", 1440)),
                                name="event_usual_hours_sane",
                            ),
                            models.UniqueConstraint(fields=("series", "series_on"), name="event_once_in_series"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "POSTED"), _negated=True),
                                    ("posted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="event_posted_has_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(choices=[("HELPER", "helps"), ("GUEST", "takes part")], max_length=6),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("COMING", "comes"),
                                    ("WAITING", "waits for a place"),
                                    ("OFF", "does not come"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("is_walk_in", models.BooleanField(default=False)),
                        ("came", models.BooleanField(null=True)),
                        ("given_minutes", models.PositiveIntegerField(default=0)),
                        ("received_minutes", models.PositiveIntegerField(default=0)),
                        ("is_excused", models.BooleanField(default=False)),
                        (
                            "given_transfer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.transfer",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "received_transfer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.transfer",
                            ),
                        ),
                        (
                            "signed_up_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendees",
                                to="exchanges.event",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attendee",
                        "verbose_name_plural": "attendees",
                        "indexes": [
                            models.Index(fields=["member", "event"], name="attendee_of_member"),
                            models.Index(fields=["event", "state", "since", "id"], name="attendee_in_order"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("event", "member"), name="attendee_once"),
                            models.CheckConstraint(
                                condition=models.Q(("given_minutes__lte", 1440), ("received_minutes__lte", 1440)),
                                name="attendee_hours_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("came", True),
                                    models.Q(("given_minutes", 0), ("received_minutes", 0)),
                                    _connector="OR",
                                ),
                                name="attendee_hours_only_who_came",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EventStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("MADE", "put on"),
                                    ("AGREED", "a coordinator agreed"),
                                    ("DECLINED", "a coordinator declined it"),
                                    ("CHANGED", "changed"),
                                    ("CANCELLED", "cancelled"),
                                    ("REGISTERED", "the register was written"),
                                    ("SENT_BACK", "the register was sent back"),
                                    ("POSTED", "the hours were posted"),
                                    ("TAKEN_BACK", "the hours were taken back"),
                                    ("PUT_RIGHT", "one line was put right"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, max_length=2500)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="exchanges.event"
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an event",
                        "verbose_name_plural": "steps of events",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["event", "id"], name="eventstep_in_order")],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Guest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("contact", models.CharField(blank=True, max_length=150, verbose_name="telephone or e-mail")),
                        ("said_yes_at", models.DateTimeField()),
                        ("forgotten_at", models.DateTimeField(null=True)),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="guests", to="exchanges.event"
                            ),
                        ),
                        (
                            "invitation",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="event_guest",
                                to="members.invitation",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "guest",
                        "verbose_name_plural": "guests",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("forgotten_at", None), models.Q(("contact", ""), ("name", "")), _connector="OR"
                                ),
                                name="guest_forgotten_has_no_words",
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Duty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "duty",
                        "verbose_name_plural": "duties",
                        "indexes": [],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until_at__gte", models.F("since_at"))), name="duty_ends_after"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoursGift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("minutes", models.PositiveIntegerField()),
                        ("words", models.CharField(blank=True, max_length=500, verbose_name="note")),
                        ("given_at", models.DateTimeField()),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PHONE", "by phone"),
                                    ("IN_PERSON", "in person"),
                                    ("SLIP", "on a slip of paper"),
                                    ("SUPPORTER", "as their supporter"),
                                    ("DELEGATE", "as their delegate"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("taken_back_at", models.DateTimeField(null=True)),
                        ("taken_back_why", models.CharField(blank=True, max_length=500)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours_given_away",
                                to="members.member",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours_given_to",
                                to="members.member",
                            ),
                        ),
                        (
                            "taken_back_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.transfer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "gift of hours",
                        "verbose_name_plural": "gifts of hours",
                        "indexes": [
                            models.Index(fields=["giver", "-id"], name="hoursgift_given"),
                            models.Index(fields=["receiver", "-id"], name="hoursgift_received"),
                            models.Index(fields=["bank", "-id"], name="hoursgift_newest"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("receiver", None),
                                    models.Q(("giver", models.F("receiver")), _negated=True),
                                    _connector="OR",
                                ),
                                name="hoursgift_two_sides",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)),
                                name="hoursgift_minutes_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_back_at", None), ("taken_back_by", None)),
                                    models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="hoursgift_taken_back_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PotRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("minutes", models.PositiveIntegerField()),
                        ("words", models.CharField(max_length=500, verbose_name="what for")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("OPEN", "waiting for an answer"),
                                    ("GRANTED", "granted"),
                                    ("DECLINED", "not this time"),
                                    ("WITHDRAWN", "no longer needed"),
                                    ("TAKEN_BACK", "taken back"),
                                ],
                                default="OPEN",
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PHONE", "by phone"),
                                    ("IN_PERSON", "in person"),
                                    ("SLIP", "on a slip of paper"),
                                    ("SUPPORTER", "as their supporter"),
                                    ("DELEGATE", "as their delegate"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_minutes", models.PositiveIntegerField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pot_requests",
                                to="members.member",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.transfer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request to the pot",
                        "verbose_name_plural": "requests to the pot",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "OPEN")),
                                fields=["bank", "asked_at", "id"],
                                name="potrequest_waiting",
                            ),
                            models.Index(fields=["member", "-id"], name="potrequest_own"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)),
                                name="potrequest_minutes_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["GRANTED", "TAKEN_BACK"]), ("transfer__isnull", False)),
                                    models.Q(("state__in", ["OPEN", "DECLINED", "WITHDRAWN"]), ("transfer", None)),
                                    _connector="OR",
                                ),
                                name="potrequest_granted_has_transfer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None), ("state", "OPEN")),
                                    models.Q(
                                        models.Q(("state", "OPEN"), _negated=True),
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="potrequest_ended_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Announcement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(max_length=100)),
                        ("body", models.TextField(max_length=2000)),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("ALL", "everybody"),
                                    ("NEW", "new members"),
                                    ("AREA", "an area"),
                                    ("EVENT", "who comes to an event"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("joined_since", models.DateTimeField(null=True)),
                        ("area", models.CharField(blank=True, max_length=60)),
                        ("until_on", models.DateField()),
                        ("at", models.DateTimeField()),
                        ("told_at", models.DateTimeField(null=True)),
                        ("taken_down_at", models.DateTimeField(null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.bank",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchanges.event",
                            ),
                        ),
                        (
                            "taken_down_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "announcement",
                        "verbose_name_plural": "announcements",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("taken_down_at", None)),
                                fields=["bank", "until_on", "-id"],
                                name="announcement_standing",
                            ),
                            models.Index(
                                condition=models.Q(("taken_down_at", None), ("told_at", None)),
                                fields=["id"],
                                name="announcement_untold",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("area", ""), ("event", None), ("group", "ALL"), ("joined_since", None)),
                                    models.Q(
                                        ("area", ""), ("event", None), ("group", "NEW"), ("joined_since__isnull", False)
                                    ),
                                    models.Q(
                                        ("event", None),
                                        ("group", "AREA"),
                                        ("joined_since", None),
                                        models.Q(("area", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("area", ""),
                                        ("event__isnull", False),
                                        ("group", "EVENT"),
                                        ("joined_since", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="announcement_says_whom",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_down_at", None), ("taken_down_by", None)),
                                    models.Q(("taken_down_at__isnull", False), ("taken_down_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="announcement_taken_down_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SlipRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first", models.PositiveIntegerField()),
                        ("last", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "run of slips",
                        "verbose_name_plural": "runs of slips",
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "first"), name="sliprun_numbers_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("first__gte", 1),
                                    ("last__gte", models.F("first")),
                                    (
                                        "last__lt",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("first"), "+", models.Value(60)
                                        ),
                                    ),
                                ),
                                name="sliprun_sane",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="SavedSearch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("wishes", models.JSONField()),
                        ("seen_up_to", models.BigIntegerField(default=0)),
                        ("told_up_to", models.BigIntegerField(default=0)),
                        ("told_on", models.DateField(null=True)),
                        ("tells", models.BooleanField(default=True, verbose_name="tell me what is new")),
                        ("saved_at", models.DateTimeField()),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="saved_searches",
                                to="members.member",
                            ),
                        ),
                        (
                            "saved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved search",
                        "verbose_name_plural": "saved searches",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("tells", True)), fields=["told_on"], name="saved_search_telling"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("member"),
                                django.db.models.functions.text.Lower("name"),
                                name="saved_search_named_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListingPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=100, unique=True)),
                        ("digest", models.CharField(max_length=64)),
                        ("words", models.CharField(max_length=120, verbose_name="what can be seen")),
                        ("place", models.PositiveSmallIntegerField(default=4)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photos",
                                to="exchanges.listing",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "photo of a listing",
                        "verbose_name_plural": "photos of listings",
                        "ordering": ["place", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("listing", "digest"), name="listing_photo_once")
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="CrossExchange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("minutes", models.PositiveIntegerField()),
                        ("description", models.CharField(max_length=500, verbose_name="what was done")),
                        ("happened_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("LOGGED", "waiting for the other side"),
                                    ("CONFIRMED", "waiting for the time banks"),
                                    ("POSTED", "posted"),
                                    ("DISPUTED", "they don't agree"),
                                    ("CANCELLED", "cancelled"),
                                    ("REVERSED", "reversed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("state_since", models.DateTimeField()),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("posted_at", models.DateTimeField(null=True)),
                        (
                            "refusal",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("GIVER", "the giver can hold no more"),
                                    ("RECEIVER", "the receiver has too little left"),
                                    ("AGREEMENT", "the agreement of the two time banks leaves no room"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("fits_minutes", models.PositiveIntegerField(null=True)),
                        ("reminders_sent", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "exchange between time banks",
                        "verbose_name_plural": "exchanges between time banks",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["LOGGED", "CONFIRMED", "DISPUTED"])),
                                fields=["state_since", "id"],
                                name="cross_unsettled",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)),
                                name="cross_minutes_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["POSTED", "REVERSED"]), _negated=True),
                                    ("posted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="cross_posted_has_moment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CrossMiss",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "miss at another time bank",
                        "verbose_name_plural": "misses at other time banks",
                        "indexes": [models.Index(fields=["by", "at"], name="crossmiss_of_day")],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="CrossSide",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("gives", models.BooleanField()),
                        ("began", models.BooleanField(default=False)),
                        ("agreed_at", models.DateTimeField(null=True)),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PHONE", "by phone"),
                                    ("IN_PERSON", "in person"),
                                    ("SLIP", "on a slip of paper"),
                                    ("SUPPORTER", "as their supporter"),
                                    ("DELEGATE", "as their delegate"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("settles_minutes", models.PositiveIntegerField(null=True)),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchanges.category",
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sides",
                                to="exchanges.crossexchange",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cross_sides",
                                to="members.member",
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.transfer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "side of an exchange between time banks",
                        "verbose_name_plural": "sides of exchanges between time banks",
                        "indexes": [
                            models.Index(fields=["bank", "-exchange"], name="crossside_of_bank"),
                            models.Index(fields=["member", "-exchange"], name="crossside_of_member"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("exchange", "bank"), name="crossside_one_for_each_bank"),
                            models.UniqueConstraint(fields=("exchange", "gives"), name="crossside_one_gives"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("settles_minutes", None), ("settles_minutes__lte", 1440), _connector="OR"
                                ),
                                name="crossside_settles_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agreed_at", None), ("agreed_by", None)),
                                    models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="crossside_agreed_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_at__isnull", False), ("approved_by", None), _connector="OR"
                                ),
                                name="crossside_approved_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CrossStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("LOGGED", "wrote it down"),
                                    ("AGREED", "agreed"),
                                    ("RESTATED", "wrote another time"),
                                    ("APPROVED", "approved their side"),
                                    ("POSTED", "the hours were posted in both time banks"),
                                    ("REFUSED", "the hours could not be posted"),
                                    ("RETURNED", "asked both to look again"),
                                    ("DISPUTED", "said that something is not right"),
                                    ("PROPOSED", "said how it can be settled"),
                                    ("SETTLED", "both time banks settled it"),
                                    ("CANCELLED", "cancelled it"),
                                    ("REVERSED", "the hours were taken back in both time banks"),
                                    ("THANKED", "said thank you"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("PHONE", "by phone"),
                                    ("IN_PERSON", "in person"),
                                    ("SLIP", "on a slip of paper"),
                                    ("SUPPORTER", "as their supporter"),
                                    ("DELEGATE", "as their delegate"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="exchanges.crossexchange",
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an exchange between time banks",
                        "verbose_name_plural": "steps of exchanges between time banks",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["exchange", "id"], name="crossstep_in_order")],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="LastExchange",
                    fields=[
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="members.member",
                            ),
                        ),
                        ("happened_on", models.DateField()),
                        (
                            "bank",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.bank",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "last exchange",
                        "verbose_name_plural": "last exchanges",
                        "indexes": [
                            models.Index(fields=["bank", "-happened_on", "member"], name="lastexchange_newest")
                        ],
                        "constraints": [],
                    },
                ),
            ],
        ),
    ]
