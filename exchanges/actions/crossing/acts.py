"""What every step of an exchange between banks has in common: whose side it is, and who hears of it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.access.crossing import persons_standing, with_cross_steps
from exchanges.actions.acts import QUESTIONS, Act, must_hold_mandate
from exchanges.models import CrossExchange, CrossSide, CrossStep, Step
from members.actions import tell_member
from members.models import Bank, Member, Role
from notices import actions as notices
from timebank.lib.errors import NotAllowed, WrongState

Kind = CrossStep.Kind
WORDS = (Kind.LOGGED, Kind.AGREED, Kind.RESTATED, Kind.DISPUTED, Kind.CANCELLED, Kind.THANKED)


def locked(cross: CrossExchange) -> CrossExchange:
    """Read the exchange afresh under its row lock; its sides change under the same lock."""
    CrossExchange.objects.select_for_update(no_key=True).get(pk=cross.pk)
    found: CrossExchange = (
        CrossExchange.objects.filter(pk=cross.pk).with_sides().prefetch_related(with_cross_steps()).get()
    )
    return found


def must_be(cross: CrossExchange, *states: CrossExchange.State) -> None:
    """Refuse a step that is out of turn."""
    if cross.state not in states:
        raise WrongState(
            _("This can't be done now: the exchange is “%(state)s”. Someone may have changed it just before you.")
            % {"state": cross.get_state_display()}
        )


def own_side(cross: CrossExchange, act: Act) -> CrossSide:
    """Give the side of who acts: that of their bank. Raises NotAllowed where it has none."""
    for side in cross.sides.all():
        if side.bank_id == act.by.bank_id and act.by.belongs:
            return side
    raise NotAllowed(_("Only people of the two time banks can do this."))


def must_speak(cross: CrossExchange, act: Act) -> CrossSide:
    """Give the side whose word this is, said by its member, who acts for them, or a coordinator whom they told.

    Nobody speaks for both sides, whichever of their memberships they use.
    """
    side = own_side(cross, act)
    if act.speaker.pk != side.member_id:
        raise NotAllowed(_("Only the two people of this exchange can say this."))
    if act.is_by_mandate:
        must_hold_mandate(act, side.member)
    elif act.on_behalf_of is not None:
        _must_write_down(cross, act)
    _must_not_stand_on_other_side(cross, act)
    return side


def must_decide(act: Act) -> None:
    """Refuse who would decide in another's name: a decision is one's own."""
    if act.on_behalf_of is not None:
        raise NotAllowed(_("Nobody decides this in another's name."))


def move(cross: CrossExchange, to: CrossExchange.State, kind: CrossStep.Kind, act: Act, *, reason: str = "") -> None:
    """Change the state of a locked exchange and write the line of its history. Saves the exchange and its sides."""
    came_from, cross.state, cross.state_since = cross.state, to, act.at
    cross.save()
    for side in cross.sides.all():
        side.save()
    note(cross, kind, act, reason=reason)
    for side in cross.sides.all() if came_from == CrossExchange.State.LOGGED else ():
        notices.withdraw(side.bank.slug, path_of(cross, side.bank), kinds=["REMINDER"])


def note(cross: CrossExchange, kind: CrossStep.Kind, act: Act, *, reason: str = "", minutes: int | None = None) -> None:
    """Write one line of history."""
    CrossStep.objects.create(
        exchange=cross,
        kind=kind,
        at=act.at,
        by=act.by,
        on_behalf_of=act.on_behalf_of,
        channel=act.channel if act.on_behalf_of else "",
        minutes=cross.minutes if minutes is None else minutes,
        reason=reason,
    )
    path = path_of(cross, act.by.bank)
    notices.note_acted(act.speaker.actor_key, [path], at=act.at)
    if act.on_behalf_of is not None and not act.is_by_mandate:
        notices.mark_answered(act.speaker.actor_key, path, kinds=QUESTIONS, by=act.by.actor_key, at=act.at)


def void_words(cross: CrossExchange) -> None:
    """Ask both sides and both banks again; the caller saves the sides."""
    for side in cross.sides.all():
        side.agreed_at = side.agreed_by = side.approved_at = side.approved_by = None
        side.channel = ""
    cross.refusal, cross.fits_minutes = "", None


def tell_side(side: CrossSide, cross: CrossExchange, act: Act, *, kind: str, subject: str, body: str = "") -> None:
    """Tell one side's member, in their own bank, but not who acts."""
    if side.member_id != act.by.pk:
        _tell(side.member, side.bank, act, _message(side.member, side.bank, cross, kind, subject, body))


def tell_both(cross: CrossExchange, act: Act, *, kind: str, subject: str, body: str = "") -> None:
    """Tell both members, each in their own bank."""
    for side in cross.sides.all():
        tell_side(side, cross, act, kind=kind, subject=subject, body=body)


def tell_spoken_for(cross: CrossExchange, act: Act) -> None:
    """Tell a member what was done in their name; a delegate's word is the organisation's own."""
    if act.on_behalf_of is None or act.channel == Step.Channel.DELEGATE:
        return
    words = _("%(who)s did this for you: %(what)s") if act.is_by_mandate else _("%(who)s wrote down for you: %(what)s")
    subject = words % {"who": act.by.name, "what": cross.description}
    tell_side(own_side(cross, act), cross, act, kind="ON_BEHALF", subject=subject)


def tell_desks(cross: CrossExchange, act: Act, *banks: Bank, kind: str, subject: str, body: str = "") -> None:
    """Tell the coordinators of these banks, but not who acts."""
    for bank in banks:
        for coordinator in Member.objects.of(bank).with_role(Role.COORDINATOR):
            if coordinator.pk != act.by.pk:
                _tell(coordinator, bank, act, _message(coordinator, bank, cross, kind, subject, body))


def path_of(cross: CrossExchange, bank: Bank) -> str:
    """Give the address of its page in one of the two banks."""
    return reverse("exchanges:cross", args=[bank.slug, cross.pk])


def _tell(member: Member, bank: Bank, act: Act, message: notices.Message) -> None:
    member.bank = bank
    tell_member(member, message, at=act.at, but=act.by)


def _message(member: Member, bank: Bank, cross: CrossExchange, kind: str, subject: str, body: str) -> notices.Message:
    return notices.Message(
        recipient_key=member.actor_key,
        bank=bank.slug,
        kind=kind,
        subject=subject,
        body=body or cross.description,
        path=path_of(cross, bank),
    )


def _must_write_down(cross: CrossExchange, act: Act) -> None:
    if not act.by.is_coordinator:
        raise NotAllowed(_("Only a coordinator can write down what a member told them."))
    if act.by.person_id in persons_standing(cross):
        raise NotAllowed(_("You are one of the two, or act for one. Another coordinator writes this down."))
    if act.channel not in Step.TOLD:
        raise NotAllowed(_("Say how they told you: by phone, in person or on a slip of paper."))


def _must_not_stand_on_other_side(cross: CrossExchange, act: Act) -> None:
    other = cross.other_side(act.by.bank)
    spoke = any(
        step.kind in WORDS and step.by.bank_id == other.bank_id and step.by.is_same_person_as(act.by)
        for step in cross.steps.all()
    )
    if spoke or other.member.is_same_person_as(act.by):
        raise NotAllowed(_("You have spoken for the other side, so somebody else says this."))
