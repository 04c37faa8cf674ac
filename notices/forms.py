"""What the pages of notices send back: how far somebody has read, and how they want to be told."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from notices.actions import Choices
from notices.models import BY_DESK, NOT_BY_DESK, Channel, Choice, Pace, Recipient, Topic

AS_USUAL = "USUAL"


WORKS = {"mail_works": Channel.EMAIL, "number_works": Channel.SMS}


class NewestForm(forms.Form):
    """The newest notice that was on the page when 'Mark all as read' was pressed."""

    newest = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class PageForm(forms.Form):
    """The notice after which an older page begins; nothing on the first page."""

    before = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class WhoseForm(forms.Form):
    """For which of their time banks somebody chooses."""

    recipient = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class ResumeForm(WhoseForm):
    """By which way it works again; by letters where nothing is said."""

    channel = forms.ChoiceField(
        choices=[(Channel.EMAIL, ""), (Channel.SMS, "")], required=False, widget=forms.HiddenInput
    )


class ClockField(forms.TimeField):
    """A time of day, such as 21:00."""

    default_error_messages = {
        "invalid": _("Write the time as numbers, such as 21:00"),
        "required": _("Write the time as numbers, such as 21:00"),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class ChoicesForm(forms.Form):
    """How one time bank tells somebody about each topic, and when it does not."""

    quiet_from = ClockField(label=_("Nothing after"), help_text=_("In the evening, such as 21:00."))
    quiet_until = ClockField(label=_("Nothing before"), help_text=_("In the morning, such as 8:00."))

    def __init__(self, data: QueryDict | None, *, recipient: Recipient, topics: Sequence[Topic]) -> None:
        kept = {"quiet_from": recipient.quiet_from, "quiet_until": recipient.quiet_until}
        super().__init__(data, initial=kept, auto_id=f"r{recipient.pk}_%s")
        self.recipient, self.topics = recipient, topics
        for topic in topics:
            self._ask_about(topic)
        self._ask_what_works()

    def topic_fields(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Give each topic's name with its two questions, as the page shows them."""
        return [(str(t.label), self[f"pace_{t}"], self[f"channel_{t}"]) for t in self.topics]

    def works_fields(self) -> list[forms.BoundField]:
        """Give the questions whether what a server said does not exist works after all; none where none said so."""
        return [self[name] for name in WORKS if name in self.fields]

    def quiet_fields(self) -> list[forms.BoundField]:
        """Give the two questions about quiet hours."""
        return [self["quiet_from"], self["quiet_until"]]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a way that leads nowhere."""
        answers = super().clean()
        for topic in self.topics:
            name = f"channel_{topic}"
            lacks = self._what_lacks(self.cleaned_data.get(name, AS_USUAL))
            if lacks and self.cleaned_data.get(f"pace_{topic}") != Pace.NEVER:
                self.add_error(name, lacks)
        return answers

    def choices(self) -> Choices:
        """Give what was chosen, for the action."""
        answers = self.cleaned_data
        chosen = {
            topic: Choice(
                Pace(answers[f"pace_{topic}"]),
                None if answers[f"channel_{topic}"] == AS_USUAL else Channel(answers[f"channel_{topic}"]),
            )
            for topic in self.topics
        }
        return Choices(
            topics=chosen,
            quiet_from=answers["quiet_from"],
            quiet_until=answers["quiet_until"],
            works_again=[channel for name, channel in WORKS.items() if answers.get(name)],
        )

    def _ask_what_works(self) -> None:
        """Ask only where letters or texts are stopped."""
        if self.recipient.is_mail_refused:
            words = _("Letters to %(address)s came back, so none are sent. Tick this if it works again.")
            self.fields["mail_works"] = forms.BooleanField(
                required=False, label=_("The address works"), help_text=words % {"address": self.recipient.address}
            )
        if self.recipient.is_number_refused:
            words = _("Texts to %(number)s do not arrive, so none are sent. Tick this if it works again.")
            self.fields["number_works"] = forms.BooleanField(
                required=False,
                label=_("The number takes texts"),
                help_text=words % {"number": self.recipient.telephone},
            )

    def _ask_about(self, topic: Topic) -> None:
        chosen = self.recipient.choice_of(topic)
        ways = [way for way in Channel if not (topic in NOT_BY_DESK and way in BY_DESK)]
        self.fields[f"pace_{topic}"] = forms.ChoiceField(
            label=_("How often"),
            choices=Pace.choices,
            initial=chosen.pace,
            error_messages={"required": _("Choose how often"), "invalid_choice": _("Choose how often")},
        )
        self.fields[f"channel_{topic}"] = forms.ChoiceField(
            label=_("How"),
            choices=[(AS_USUAL, self._usual_way(topic)), *((way.value, way.label) for way in ways)],
            initial=chosen.channel or AS_USUAL,
            error_messages={
                "required": _("Choose one of these ways"),
                "invalid_choice": _("Choose one of these ways"),
            },
        )

    def _usual_way(self, topic: Topic) -> str:
        usual = Channel(self.recipient.channel)
        if topic in NOT_BY_DESK and usual in BY_DESK:
            return _("as usual: on this site only; for saved searches: %(way)s") % {"way": usual.label}
        return _("as usual: %(way)s") % {"way": usual.label}

    def _what_lacks(self, channel: str) -> str:
        """Say what we would need to tell them that way; '' where it leads to them."""
        recipient = self.recipient
        there: dict[str, object] = {
            Channel.EMAIL: recipient.address,
            Channel.SMS: recipient.number_for_texts,
            Channel.PHONE: recipient.telephone,
            Channel.POST: recipient.has_postal_address,
        }
        words = {
            Channel.EMAIL: _("We have no e-mail address of yours"),
            Channel.SMS: _("We have no telephone number of yours that text messages go to"),
            Channel.PHONE: _("We have no telephone number of yours"),
            Channel.POST: _("We have no postal address of yours"),
        }
        return "" if there.get(channel, "always") else str(words[Channel(channel)])
