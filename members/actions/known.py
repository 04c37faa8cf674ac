"""Somebody who asked to join and is a member already: the wish goes, and nothing is said of it to anybody."""

import datetime

from members.actions.acts import locked, must_run_bank, note
from members.actions.addresses import take_back_claims
from members.actions.joining import must_wait
from members.models import Member, MemberEvent
from notices import actions as notices


def fold_into_known(applicant: Member, known: Member, *, by: Member, at: datetime.datetime) -> None:
    """Let a wish to join end that a member made, or somebody for them, in the caller's transaction.

    What it says how to reach them is not kept: the member's own entry says that. Nobody is told of it.
    """
    applicant = locked(applicant)
    must_run_bank(known.bank, by)
    must_wait(applicant)
    take_back_claims(applicant, at=at)
    applicant.state, applicant.merged_into = Member.State.DECLINED, known
    applicant.telephone = applicant.postal_address = applicant.area = ""
    applicant.save(update_fields=["state", "merged_into", "telephone", "postal_address", "area"])
    note(applicant, MemberEvent.Kind.MERGED, by=by, at=at)
    notices.silence_recipient(applicant.actor_key)
