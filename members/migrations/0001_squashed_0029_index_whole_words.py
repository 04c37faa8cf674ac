"""All steps up to 0029 at once, for a database that has taken none of them.

One that has taken some goes on step by step. What the steps did to rows there were has nothing to do in an empty one.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

import members.models.joining
import members.models.members
from timebank.lib.first_tables import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ("members", "0001_people_and_banks"),
        ("members", "0002_account_outlives_leaving"),
        ("members", "0003_ledger_rules"),
        ("members", "0004_bank_events"),
        ("members", "0005_partners_and_dues"),
        ("members", "0006_members_in_full"),
        ("members", "0007_concerns_about_several_and_danger"),
        ("members", "0008_members_brought_over"),
        ("members", "0009_known_by_a_member"),
        ("members", "0010_rule_of_keeping"),
        ("members", "0011_rules_of_keeping_at_first"),
        ("members", "0012_conversation_begun"),
        ("members", "0013_fill_search_text"),
        ("members", "0014_member_merged"),
        ("members", "0015_member_former_names"),
        ("members", "0016_let_dismissed_staff_leave"),
        ("members", "0017_terms_told"),
        ("members", "0018_detach_erased"),
        ("members", "0019_concern_is_for_admins"),
        ("members", "0020_give_unread_concerns_to_admins"),
        ("members", "0021_words_written_down"),
        ("members", "0022_index_role_changes"),
        ("members", "0023_steps_silence_and_balances"),
        ("members", "0024_mediators"),
        ("members", "0025_areas"),
        ("members", "0026_blocks_and_reports"),
        ("members", "0027_category_open_rule"),
        ("members", "0028_bank_duty_shown"),
        ("members", "0029_index_whole_words"),
    ]

    initial = True

    dependencies = [
        ("ledger", "0004_laws"),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        MakeTables(
            tables=[
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "email",
                            models.EmailField(
                                blank=True, max_length=254, null=True, unique=True, verbose_name="e-mail address"
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("erased_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "key",
                            models.UUIDField(
                                db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"), name="person_email_once"
                            )
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Bank",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "slug",
                            models.SlugField(max_length=40, unique=True, verbose_name="short name in the address"),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        ("zone", models.CharField(max_length=60, verbose_name="time zone")),
                        ("area", models.CharField(blank=True, max_length=100, verbose_name="area")),
                        ("about", models.TextField(blank=True, max_length=2000, verbose_name="about the time bank")),
                        ("contact_name", models.CharField(blank=True, max_length=100, verbose_name="who answers")),
                        ("telephone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                        ("contact_hours", models.CharField(blank=True, max_length=100, verbose_name="when to ring")),
                        ("floor_minutes", models.IntegerField(default=-720, verbose_name="a new member may owe up to")),
                        (
                            "ceiling_minutes",
                            models.IntegerField(blank=True, null=True, verbose_name="a new member may have up to"),
                        ),
                        ("welcome_minutes", models.PositiveIntegerField(default=120, verbose_name="welcome grant")),
                        (
                            "approval",
                            models.CharField(
                                choices=[
                                    ("NOBODY", "Nobody needs to approve"),
                                    ("ALL", "A coordinator approves every exchange"),
                                    ("OVER", "A coordinator approves long exchanges"),
                                    ("FIRST", "A coordinator approves a member's first exchanges"),
                                ],
                                default="OVER",
                                max_length=10,
                                verbose_name="approval",
                            ),
                        ),
                        (
                            "approval_over_minutes",
                            models.PositiveIntegerField(default=120, verbose_name="approve what is longer than"),
                        ),
                        (
                            "approval_first_exchanges",
                            models.PositiveIntegerField(default=3, verbose_name="approve a member's first exchanges"),
                        ),
                        (
                            "listings_are_public",
                            models.BooleanField(default=False, verbose_name="anyone may read the offers and requests"),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "book",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.book"
                            ),
                        ),
                        (
                            "sets_hours_aside",
                            models.BooleanField(default=False, verbose_name="agreed hours are set aside"),
                        ),
                        (
                            "warning_minutes",
                            models.IntegerField(
                                blank=True, default=-480, null=True, verbose_name="tell a member who owes more than"
                            ),
                        ),
                        (
                            "asks_induction",
                            models.BooleanField(default=False, verbose_name="who joins is shown round first"),
                        ),
                        (
                            "asks_second_factor",
                            models.BooleanField(
                                default=False, verbose_name="who runs the bank signs in with a second step"
                            ),
                        ),
                        ("lets_in_minors", models.BooleanField(default=False, verbose_name="people under 18 may join")),
                        (
                            "references_asked",
                            models.PositiveSmallIntegerField(default=0, verbose_name="references asked of who joins"),
                        ),
                        (
                            "in_danger",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="whom to ring when somebody is in danger"
                            ),
                        ),
                        (
                            "balances_are_open",
                            models.BooleanField(default=False, verbose_name="members see each other's hours"),
                        ),
                        ("silence_posts", models.BooleanField(default=False, verbose_name="silence counts as a yes")),
                        (
                            "silent_after_days",
                            models.PositiveSmallIntegerField(
                                default=14, verbose_name="silence reaches the desk after so many days"
                            ),
                        ),
                        (
                            "step_minutes",
                            models.PositiveSmallIntegerField(default=1, verbose_name="hours are counted in steps of"),
                        ),
                        (
                            "duty_shown",
                            models.CharField(
                                choices=[
                                    ("NOBODY", "Nothing"),
                                    ("HOURS", "Until when somebody is there"),
                                    ("NAMES", "Until when, and the first name of who is there"),
                                ],
                                default="NOBODY",
                                max_length=6,
                                verbose_name="what visitors read of who is at the desk",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "time bank",
                        "verbose_name_plural": "time banks",
                        "ordering": ["name"],
                        "indexes": [],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("floor_minutes__lte", 0)), name="bank_floor_not_above_zero"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ceiling_minutes", None), ("ceiling_minutes__gte", 0), _connector="OR"
                                ),
                                name="bank_ceiling_not_below_zero",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("references_asked__lte", 5)), name="bank_references_not_too_many"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("step_minutes__in", [1, 15])), name="bank_step_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("silent_after_days__gte", 8), ("silent_after_days__lte", 60)),
                                name="bank_silence_sane",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Member",
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
                                    ("PERSON", "person"),
                                    ("ORGANISATION", "organisation"),
                                    ("STAFF", "staff"),
                                    ("SUPPORTER", "supporter"),
                                ],
                                default="PERSON",
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="member number")),
                        (
                            "number_text",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.comparison.Cast(
                                    "number", models.CharField(max_length=12)
                                ),
                                output_field=models.CharField(max_length=12, null=True),
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("APPLICANT", "waiting for an answer"),
                                    ("APPROVED", "member"),
                                    ("PAUSED", "having a rest"),
                                    ("SUSPENDED", "suspended"),
                                    ("DECLINED", "not accepted"),
                                    ("LEFT", "has left"),
                                ],
                                default="APPLICANT",
                                max_length=12,
                            ),
                        ),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("COORDINATOR", "coordinator"),
                                        ("ADMIN", "admin"),
                                        ("AUDITOR", "auditor"),
                                        ("SAFEGUARDING", "safeguarding lead"),
                                        ("MEDIATOR", "mediator"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("about", models.TextField(blank=True, max_length=2000, verbose_name="about")),
                        ("area", models.CharField(blank=True, max_length=60, verbose_name="area")),
                        ("telephone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                        (
                            "contact_email",
                            models.EmailField(blank=True, max_length=254, verbose_name="organisation's e-mail"),
                        ),
                        (
                            "needs_approval",
                            models.BooleanField(default=False, verbose_name="every exchange is approved"),
                        ),
                        ("applied_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("joined_at", models.DateTimeField(blank=True, null=True)),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "account",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.account",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="members", to="members.bank"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "access_needs",
                            models.CharField(blank=True, max_length=500, verbose_name="what helps them take part"),
                        ),
                        (
                            "age_band",
                            models.CharField(
                                choices=[("ADULT", "18 or older"), ("TEEN", "16 or 17"), ("CHILD", "under 16")],
                                default="ADULT",
                                max_length=6,
                                verbose_name="age",
                            ),
                        ),
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
                        ("back_on", models.DateField(blank=True, null=True, verbose_name="back from a rest on")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("EMAIL", "e-mail"),
                                    ("PHONE", "telephone"),
                                    ("POST", "post"),
                                    ("SITE", "on this site only"),
                                ],
                                default="EMAIL",
                                max_length=6,
                                verbose_name="how we reach them",
                            ),
                        ),
                        ("has_died", models.BooleanField(default=False, verbose_name="has died")),
                        (
                            "has_public_page",
                            models.BooleanField(default=False, verbose_name="anybody may read the organisation's page"),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="members.member",
                            ),
                        ),
                        (
                            "organisation_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ASSOCIATION", "association"),
                                    ("BUSINESS", "business"),
                                    ("INSTITUTION", "institution"),
                                ],
                                max_length=12,
                                verbose_name="kind of organisation",
                            ),
                        ),
                        ("photo", models.CharField(blank=True, editable=False, max_length=100)),
                        ("postal_address", models.CharField(blank=True, max_length=300, verbose_name="postal address")),
                        (
                            "review_on",
                            models.DateField(blank=True, null=True, verbose_name="suspension is looked at again on"),
                        ),
                        ("search_text", models.TextField(blank=True, editable=False)),
                        (
                            "shows",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("PHOTO", "my photo"),
                                        ("ABOUT", "about me"),
                                        ("GIFTS", "what I can do"),
                                        ("AREA", "where I live, roughly"),
                                        ("LANGUAGES", "my languages"),
                                        ("AVAILABILITY", "when I have time"),
                                        ("ACCESS", "what helps me take part"),
                                        ("TELEPHONE", "my telephone number"),
                                        ("EMAIL", "my e-mail address"),
                                        ("BANKS", "my other time banks"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=members.models.members.shown_at_first,
                                size=None,
                            ),
                        ),
                        (
                            "thanked_for",
                            models.CharField(blank=True, max_length=500, verbose_name="what people thank them for"),
                        ),
                        ("source_hash", models.CharField(blank=True, editable=False, max_length=32)),
                        (
                            "known_by",
                            models.CharField(blank=True, max_length=100, verbose_name="a member who knows them"),
                        ),
                        (
                            "former_names",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=150),
                                blank=True,
                                default=list,
                                editable=False,
                                size=None,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "member",
                        "verbose_name_plural": "members",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "APPLICANT")),
                                fields=["bank", "applied_at"],
                                name="member_waiting",
                            ),
                            models.Index(fields=["bank", "state"], name="member_by_state"),
                            models.Index(
                                condition=models.Q(("state", "PAUSED")), fields=["back_on"], name="member_back"
                            ),
                            models.Index(
                                condition=models.Q(("state", "SUSPENDED")),
                                fields=["bank", "review_on"],
                                name="member_review",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(models.F("search_text"), name="gin_trgm_ops"),
                                name="member_search",
                            ),
                            models.Index(
                                condition=models.Q(("merged_into__isnull", False)),
                                fields=["merged_into"],
                                name="member_merged",
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
                                name="member_whole_words",
                            ),
                            django.contrib.postgres.indexes.GinIndex(fields=["languages"], name="member_languages"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "number"), name="member_number_once"),
                            models.UniqueConstraint(fields=("bank", "person"), name="member_person_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "ORGANISATION"), ("person", None)),
                                    models.Q(
                                        models.Q(("kind", "ORGANISATION"), _negated=True),
                                        models.Q(("person", None), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="member_is_person_or_organisation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("account", None),
                                    models.Q(
                                        ("number__isnull", False),
                                        models.Q(("kind__in", ["STAFF", "SUPPORTER"]), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="member_account_once_approved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ["PERSON", "ORGANISATION"]),
                                        ("state__in", ["APPROVED", "PAUSED", "SUSPENDED"]),
                                        _negated=True,
                                    ),
                                    models.Q(("account", None), _negated=True),
                                    _connector="OR",
                                ),
                                name="member_approved_has_account",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "SUPPORTER"), _negated=True),
                                    models.Q(("number", None), ("roles", [])),
                                    _connector="OR",
                                ),
                                name="member_supporter_has_no_role",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("age_band", "ADULT"),
                                    models.Q(("kind", "PERSON"), ("photo", ""), ("roles", [])),
                                    _connector="OR",
                                ),
                                name="member_under_18_no_photo_no_role",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("back_on", None), ("state", "PAUSED"), _connector="OR"),
                                name="member_back_on_while_paused",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("review_on__isnull", False), ("state", "SUSPENDED")),
                                    models.Q(models.Q(("state", "SUSPENDED"), _negated=True), ("review_on", None)),
                                    _connector="OR",
                                ),
                                name="member_suspended_is_reviewed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                                name="member_not_into_itself",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_hash", ""), _negated=True),
                                fields=("bank", "source_hash"),
                                name="member_imported_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "roles__contained_by",
                                        ["COORDINATOR", "ADMIN", "AUDITOR", "SAFEGUARDING", "MEDIATOR"],
                                    )
                                ),
                                name="member_roles_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MemberEvent",
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
                                    ("APPLIED", "asked to join"),
                                    ("APPROVED", "became a member"),
                                    ("DECLINED", "was not accepted"),
                                    ("LEFT", "left"),
                                    ("ROLE_GRANTED", "was given a role"),
                                    ("ROLE_ENDED", "gave up a role"),
                                    ("CONTACT_SEEN", "contact details were looked at"),
                                    ("NOT_YET", "was told what is still missing"),
                                    ("STEP_CHANGED", "a step of joining changed"),
                                    ("VOUCHED", "somebody vouched for them"),
                                    ("ROLE_ASKED", "was proposed for a role"),
                                    ("PAUSED", "began a rest"),
                                    ("RETURNED", "came back"),
                                    ("SUSPENDED", "was suspended"),
                                    ("DIED", "has died"),
                                    ("MERGED", "two entries became one"),
                                    ("PROFILE_CHANGED", "the profile was changed"),
                                    ("EMAIL_CHANGED", "the e-mail address was changed"),
                                    ("MANDATE_BEGAN", "somebody may act for them"),
                                    ("MANDATE_ENDED", "somebody no longer acts for them"),
                                    ("CHECK_SEEN", "a check was seen"),
                                    ("CHECK_ENDED", "a check no longer counts"),
                                    ("AGE_CHANGED", "the age was changed"),
                                    ("NOTE_WRITTEN", "a note was written"),
                                    ("CONSENT_GIVEN", "gave consent"),
                                    ("CONSENT_ENDED", "took consent back"),
                                    ("DATA_TAKEN", "what we hold was taken out"),
                                    ("ERASED", "was erased"),
                                    ("IMPORTED", "was brought over from elsewhere"),
                                    ("LIMITS_ASKED", "other limits were proposed"),
                                    ("LIMITS_SET", "was given other limits"),
                                    ("LISTING_CHANGED", "an offer or a request was changed"),
                                    ("LISTING_CLOSED", "an offer or a request was taken down"),
                                    ("ANSWERED", "answered what a member wrote"),
                                    ("LISTING_PAUSED", "an offer or a request was paused or opened again"),
                                    ("LISTING_RENEWED", "an offer or a request was renewed"),
                                    ("BLOCKED", "wishes no messages from somebody"),
                                    ("UNBLOCKED", "lets somebody write again"),
                                    ("REPORTED", "reported what somebody wrote"),
                                    ("LETTERS_SEEN", "messages were read, because one of the two reported them"),
                                    ("HOURS_GIVEN", "gave hours away"),
                                    ("SIGNED_UP", "was signed up for an event"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("words", models.CharField(blank=True, max_length=500)),
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
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="members.member"
                            ),
                        ),
                        ("is_on_behalf", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "member's history",
                        "verbose_name_plural": "members' histories",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(fields=["member", "-id"], name="memberevent_newest"),
                            models.Index(
                                condition=models.Q(("kind__in", ["ROLE_GRANTED", "ROLE_ENDED"])),
                                fields=["-id"],
                                name="memberevent_roles",
                            ),
                        ],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="BankEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("floor_minutes", "A new member may owe up to"),
                                    ("ceiling_minutes", "A new member may have up to"),
                                    ("warning_minutes", "Tell a new member who owes more than"),
                                    ("sets_hours_aside", "Agreed hours are set aside"),
                                    ("welcome_minutes", "A new member is given"),
                                    ("levy_minutes", "Each month every member gives the pot"),
                                    ("expiry_months", "Hours lapse after so many months"),
                                    ("approval", "Which exchanges a coordinator approves"),
                                    ("approval_over_minutes", "Long exchanges are those over"),
                                    ("approval_first_exchanges", "A member's first exchanges are the first"),
                                    ("references_asked", "References asked of who joins"),
                                    ("asks_induction", "Who joins is shown round first"),
                                    ("lets_in_minors", "People under 18 may join"),
                                    ("asks_second_factor", "Who runs the bank signs in with a second step"),
                                    ("step_minutes", "Hours are counted in steps of"),
                                    ("silent_after_days", "Silence reaches the desk after so many days"),
                                    ("silence_posts", "Silence counts as a yes"),
                                    ("balances_are_open", "Members see each other's hours"),
                                    ("category", "What a kind of help needs"),
                                    ("category_open", "Which kinds of help can be chosen"),
                                    ("listings_are_public", "Anybody may read the offers and requests"),
                                    ("keeping", "How long we keep data"),
                                    ("pot_floor_minutes", "The shared pot may owe up to"),
                                    ("pot_ceiling_minutes", "The shared pot may have up to"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("before", models.JSONField(null=True)),
                        ("after", models.JSONField(null=True)),
                        ("words", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField()),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="members.bank"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of a rule",
                        "verbose_name_plural": "changes of rules",
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["bank", "-id"], name="bankevent_newest")],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Collection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("LEVY", "levy"), ("EXPIRY", "lapsing hours")], max_length=6),
                        ),
                        ("month", models.DateField()),
                        ("taken_at", models.DateTimeField()),
                        ("members_count", models.PositiveIntegerField()),
                        ("minutes", models.PositiveBigIntegerField()),
                        ("left_out_count", models.PositiveIntegerField()),
                        ("told_at", models.DateTimeField(null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="collections",
                                to="members.duesrule",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "what was taken in a month",
                        "verbose_name_plural": "what was taken in the months",
                        "ordering": ["-month", "kind"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("told_at", None)), fields=["id"], name="collection_to_tell"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "kind", "month"), name="collection_once_a_month"),
                            models.CheckConstraint(condition=models.Q(("month__day", 1)), name="collection_of_a_month"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("refusal", models.CharField(blank=True, max_length=300)),
                        (
                            "collection",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="members.collection",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "member in what was taken",
                        "verbose_name_plural": "members in what was taken",
                        "ordering": ["pk"],
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(fields=("collection", "member"), name="collection_member_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DuesRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("LEVY", "levy"), ("EXPIRY", "lapsing hours")], max_length=6),
                        ),
                        ("amount", models.PositiveIntegerField()),
                        ("begins_on", models.DateField()),
                        ("announced_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("told_at", models.DateTimeField(null=True)),
                        (
                            "announced_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "rule of what is taken each month",
                        "verbose_name_plural": "rules of what is taken each month",
                        "indexes": [
                            models.Index(condition=models.Q(("told_at", None)), fields=["id"], name="dues_to_tell")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="dues_amount_above_nothing"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("begins_on__day", 1)), name="dues_begin_with_a_month"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="dues_withdrawn_by_somebody",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("bank", "kind", "begins_on"),
                                name="dues_live_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Partnership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("PROPOSED", "waiting for an answer"),
                                    ("AGREED", "agreed"),
                                    ("DECLINED", "declined"),
                                    ("WITHDRAWN", "taken back"),
                                    ("ENDED", "ended"),
                                ],
                                default="PROPOSED",
                                max_length=10,
                            ),
                        ),
                        ("bank_receives_minutes", models.PositiveIntegerField()),
                        ("bank_gives_minutes", models.PositiveIntegerField()),
                        ("partner_receives_minutes", models.PositiveIntegerField(null=True)),
                        ("partner_gives_minutes", models.PositiveIntegerField(null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "agreement between time banks",
                        "verbose_name_plural": "agreements between time banks",
                        "indexes": [],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("bank", models.F("partner")), _negated=True),
                                name="partnership_two_banks",
                            ),
                            models.UniqueConstraint(
                                django.db.models.functions.comparison.Least("bank", "partner"),
                                django.db.models.functions.comparison.Greatest("bank", "partner"),
                                condition=models.Q(("state__in", ["PROPOSED", "AGREED"])),
                                name="partnership_live_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["AGREED", "ENDED"]), _negated=True),
                                    models.Q(
                                        ("partner_gives_minutes__isnull", False),
                                        ("partner_receives_minutes__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="partnership_agreed_by_both",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipEvent",
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
                                    ("PROPOSED", "proposed it"),
                                    ("ACCEPTED", "accepted it"),
                                    ("DECLINED", "declined it"),
                                    ("WITHDRAWN", "took it back"),
                                    ("LIMITS_SET", "set other limits"),
                                    ("ENDED", "ended it"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("receives_minutes", models.PositiveIntegerField(null=True)),
                        ("gives_minutes", models.PositiveIntegerField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="members.partnership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "history of an agreement",
                        "verbose_name_plural": "histories of agreements",
                        "ordering": ["-pk"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="AddressClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("secret_hash", models.CharField(max_length=64, unique=True)),
                        ("how_identified", models.CharField(blank=True, max_length=200)),
                        ("at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
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
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="address_claims",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "address to be confirmed",
                        "verbose_name_plural": "addresses to be confirmed",
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                                fields=("member",),
                                name="addressclaim_one_waits",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Check",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issued_on", models.DateField()),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        ("seen_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("warned_days", models.PositiveSmallIntegerField(null=True)),
                        (
                            "ended_by",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="members.member"
                            ),
                        ),
                        (
                            "seen_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="members.checkkind",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "check",
                        "verbose_name_plural": "checks",
                        "ordering": ["-issued_on", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None), ("expires_on__isnull", False)),
                                fields=["expires_on"],
                                name="check_expiring",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expires_on", None), ("expires_on__gt", models.F("issued_on")), _connector="OR"
                                ),
                                name="check_expires_after_issue",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckKind",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "family",
                            models.CharField(
                                choices=[
                                    ("REFERENCE", "reference"),
                                    ("DBS_BASIC", "DBS, basic"),
                                    ("DBS_STANDARD", "DBS, standard"),
                                    ("DBS_ENHANCED", "DBS, enhanced"),
                                    ("INSURANCE", "insurance"),
                                    ("TRAINING", "training"),
                                    ("OWN", "our own kind"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "lasts_months",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="counts for so many months"
                            ),
                        ),
                        (
                            "is_for_joining",
                            models.BooleanField(default=False, verbose_name="everybody who joins needs it"),
                        ),
                        (
                            "is_for_minors",
                            models.BooleanField(
                                default=False, verbose_name="who helps, or is helped by, somebody under 18 needs it"
                            ),
                        ),
                        ("is_open", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_kinds",
                                to="members.bank",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kind of check",
                        "verbose_name_plural": "kinds of checks",
                        "ordering": ["name", "pk"],
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("bank"),
                                django.db.models.functions.text.Lower("name"),
                                name="checkkind_name_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Concern",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "about_words",
                            models.CharField(blank=True, max_length=200, verbose_name="who or what it is about"),
                        ),
                        ("words", models.TextField(max_length=4000, verbose_name="what happened")),
                        (
                            "raised_by_words",
                            models.CharField(blank=True, max_length=200, verbose_name="how to reach who raised it"),
                        ),
                        ("raised_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("OPEN", "open"), ("CLOSED", "closed")], default="OPEN", max_length=6
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="concerns", to="members.bank"
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        ("about", models.ManyToManyField(blank=True, related_name="+", to="members.member")),
                        ("is_for_admins", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "concern",
                        "verbose_name_plural": "concerns",
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["bank", "state", "-id"], name="concern_by_state")],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="ConcernEntry",
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
                                    ("RAISED", "raised"),
                                    ("READ", "read"),
                                    ("WRITTEN", "written"),
                                    ("NAMED", "said whom it is about"),
                                    ("CLOSED", "closed"),
                                    ("REOPENED", "opened again"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("words", models.TextField(blank=True, max_length=4000)),
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="members.concern",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry about a concern",
                        "verbose_name_plural": "entries about concerns",
                        "ordering": ["pk"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("TERMS", "the terms of membership"),
                                    ("CONDUCT", "the code of conduct"),
                                    ("PRIVACY", "keeping what they told us"),
                                    ("SUPPORTER", "a supporter who acts for them"),
                                    ("GUARDIAN", "a guardian's yes for somebody under 18"),
                                    ("REFERRAL", "an introduction by a service"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=1000)),
                        ("given_at", models.DateTimeField()),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("ONLINE", "on this site"),
                                    ("PHONE", "by phone"),
                                    ("IN_PERSON", "in person"),
                                    ("PAPER", "on paper"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ended_by",
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
                                related_name="consents",
                                to="members.member",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.termsversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consent",
                        "verbose_name_plural": "consents",
                        "ordering": ["pk"],
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None), ("terms__isnull", False)),
                                fields=("member", "terms"),
                                name="consent_terms_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("terms__isnull", False), models.Q(("text", ""), _negated=True), _connector="OR"
                                ),
                                name="consent_says_to_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None)),
                                    ("ended_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="consent_ended_has_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Conversation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first_shares_at", models.DateTimeField(null=True)),
                        ("second_shares_at", models.DateTimeField(null=True)),
                        ("first_read_at", models.DateTimeField(null=True)),
                        ("second_read_at", models.DateTimeField(null=True)),
                        ("last_at", models.DateTimeField()),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "begun_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "conversation",
                        "verbose_name_plural": "conversations",
                        "indexes": [
                            models.Index(fields=["first", "-last_at"], name="conversation_of_first"),
                            models.Index(fields=["second", "-last_at"], name="conversation_of_second"),
                            models.Index(fields=["begun_by", "begun_at"], name="conversation_begun"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="conversation_once"),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))), name="conversation_in_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EmailChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("new_email", models.EmailField(max_length=254)),
                        ("old_secret_hash", models.CharField(max_length=64, unique=True)),
                        ("new_secret_hash", models.CharField(max_length=64, unique=True)),
                        ("asked_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("old_confirmed_at", models.DateTimeField(null=True)),
                        ("new_confirmed_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="email_changes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of an e-mail address",
                        "verbose_name_plural": "changes of e-mail addresses",
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("person",), name="emailchange_one_waits"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("person_key", models.UUIDField(null=True)),
                        ("at", models.DateTimeField()),
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
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="erasure", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "erasure",
                        "verbose_name_plural": "erasures",
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Gift",
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
                                    ("HEAD", "something I know"),
                                    ("HAND", "something I do with my hands"),
                                    ("HEART", "something I care about"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("words", models.CharField(max_length=100)),
                        (
                            "would",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("DO", "I would do this for somebody"),
                                        ("TEACH", "I would teach this"),
                                        ("TOGETHER", "I would love to do this with others"),
                                    ],
                                    max_length=8,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                        (
                            "added_by",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="gifts", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "gift",
                        "verbose_name_plural": "gifts",
                        "ordering": ["pk"],
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("member"),
                                django.db.models.functions.text.Lower("words"),
                                name="gift_named_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True), name="gift_has_words"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("would__contained_by", ["DO", "TEACH", "TOGETHER"])),
                                name="gift_would_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                default=members.models.joining.new_invitation_key,
                                editable=False,
                                max_length=32,
                                unique=True,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=100, verbose_name="for whom")),
                        (
                            "vouches",
                            models.BooleanField(default=False, verbose_name="I know this person and vouch for them"),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="members.bank",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="members.member",
                            ),
                        ),
                        (
                            "used_by",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitation",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation",
                        "verbose_name_plural": "invitations",
                        "ordering": ["-pk"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="JoiningStep",
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
                                choices=[("REFERENCE", "reference"), ("INDUCTION", "showing round")], max_length=9
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ASKED", "asked for"),
                                    ("DONE", "done"),
                                    ("WAIVED", "not needed"),
                                    ("NO", "did not say yes"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("at", models.DateTimeField()),
                        ("words", models.CharField(blank=True, max_length=500)),
                        (
                            "asked_of",
                            models.ForeignKey(
                                null=True,
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
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joining_steps",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of joining",
                        "verbose_name_plural": "steps of joining",
                        "ordering": ["kind", "place"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "ASKED")), fields=["asked_of"], name="joiningstep_asked_of"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "kind", "place"), name="joiningstep_once"),
                            models.CheckConstraint(
                                condition=models.Q(("place__gte", 1)), name="joiningstep_place_from_one"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("words", models.TextField(blank=True, max_length=4000)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="members.conversation",
                            ),
                        ),
                        (
                            "speaker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ONLINE", "on this site"),
                                    ("PHONE", "by phone"),
                                    ("IN_PERSON", "in person"),
                                    ("PAPER", "on paper"),
                                ],
                                max_length=9,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["conversation", "-id"], name="letter_newest")],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Mandate",
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
                                    ("SUPPORTER", "supporter"),
                                    ("GUARDIAN", "guardian"),
                                    ("MANAGER", "manager"),
                                    ("RECORDER", "recorder"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=100, verbose_name="who they are to them")),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "consent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.consent",
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held_mandates",
                                to="members.member",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mandates",
                                to="members.member",
                            ),
                        ),
                        (
                            "named_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mandate",
                        "verbose_name_plural": "mandates",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["holder"], name="mandate_of_holder"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("member", "holder"),
                                name="mandate_live_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("member", models.F("holder")), _negated=True),
                                name="mandate_for_somebody_else",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["MANAGER", "RECORDER"]), ("consent__isnull", False), _connector="OR"
                                ),
                                name="mandate_by_consent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("words", models.TextField(max_length=2000)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "note",
                        "verbose_name_plural": "notes",
                        "ordering": ["-pk"],
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Retention",
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
                                    ("DECLINED", "applications that were not accepted"),
                                    ("WAITING", "applications nobody went on with"),
                                    ("LEFT", "details of members who left"),
                                    ("NOTICES", "notices that were read or passed on"),
                                    ("LETTERS", "messages between members"),
                                    ("NOTES", "coordinators' notes"),
                                    ("CHECKS", "checks that no longer count"),
                                    ("CONCERNS", "closed concerns"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("months", models.PositiveSmallIntegerField()),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="retentions",
                                to="members.bank",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "rule of keeping",
                        "verbose_name_plural": "rules of keeping",
                        "ordering": ["kind"],
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "kind"), name="retention_kind_once"),
                            models.CheckConstraint(
                                condition=models.Q(("months__gte", 1), ("months__lte", 240)),
                                name="retention_months_sane",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetentionRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("planned_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("counts", models.JSONField()),
                        ("done_at", models.DateTimeField(null=True)),
                        ("done_counts", models.JSONField(null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="retention_runs",
                                to="members.bank",
                            ),
                        ),
                        (
                            "stopped_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "run of the rules of keeping",
                        "verbose_name_plural": "runs of the rules of keeping",
                        "ordering": ["-pk"],
                        "indexes": [],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("done_at", None), ("stopped_by", None)),
                                fields=("bank",),
                                name="retentionrun_one_waits",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TermsVersion",
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
                                choices=[("TERMS", "terms of membership"), ("CONDUCT", "code of conduct")], max_length=7
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("text", models.TextField(max_length=20000)),
                        ("published_at", models.DateTimeField()),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="members.bank"
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        ("told_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "wording of the terms",
                        "verbose_name_plural": "wordings of the terms",
                        "ordering": ["kind", "-number"],
                        "indexes": [
                            models.Index(condition=models.Q(("told_at", None)), fields=["id"], name="terms_to_tell")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "kind", "number"), name="terms_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MemberFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("content", models.BinaryField()),
                        ("program", models.CharField(blank=True, max_length=20)),
                        ("days", models.CharField(max_length=3)),
                        ("columns", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        (
                            "bank",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="member_file",
                                to="members.bank",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file of members",
                        "verbose_name_plural": "files of members",
                        "indexes": [],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="WaitingAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("invite_at", models.DateTimeField(null=True)),
                        (
                            "invited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waiting_address",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "address that waits for its letter",
                        "verbose_name_plural": "addresses that wait for their letters",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("invite_at__isnull", False)),
                                fields=["invite_at"],
                                name="waitingaddress_due",
                            )
                        ],
                        "constraints": [],
                    },
                ),
                migrations.CreateModel(
                    name="Area",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("latitude", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                        ("longitude", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="areas", to="members.bank"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "area",
                        "verbose_name_plural": "areas",
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("bank"), django.db.models.functions.text.Lower("name"), name="area_name_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("latitude", None), ("longitude", None)),
                                    models.Q(
                                        ("latitude__isnull", False),
                                        ("latitude__range", (-90, 90)),
                                        ("longitude__range", (-180, 180)),
                                    ),
                                    _connector="OR",
                                ),
                                name="area_middle_whole_and_on_earth",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="Block",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "blocked",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                            ),
                        ),
                        (
                            "blocker",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "block",
                        "verbose_name_plural": "blocks",
                        "constraints": [
                            models.UniqueConstraint(fields=("blocker", "blocked"), name="block_once"),
                            models.CheckConstraint(
                                condition=models.Q(("blocker", models.F("blocked")), _negated=True),
                                name="block_of_somebody_else",
                            ),
                        ],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="TalkReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=2000)),
                        ("at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("done", models.TextField(blank=True, max_length=2000)),
                        ("told_other", models.TextField(blank=True, max_length=2000)),
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
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="members.conversation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reported conversation",
                        "verbose_name_plural": "reported conversations",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)), fields=["bank", "id"], name="talkreport_open"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("conversation", "by"),
                                name="talkreport_open_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("closed_by", None)),
                                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="talkreport_closed_by_somebody",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
