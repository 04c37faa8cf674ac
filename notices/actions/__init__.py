"""Every write of the outbox: who can be told, telling them, delivering it, and what has been read or passed on."""

from notices.actions.acting import note_acted, note_deed
from notices.actions.bouncing import take_bounce
from notices.actions.choosing import Choices, choose, move_choices, stop
from notices.actions.dead_letters import CannotRetry, retry
from notices.actions.delivering import break_off, deliver
from notices.actions.erasing import erase_body, erase_words_about, forget_mail_copies, forget_old, replace_in_notices
from notices.actions.reading import (
    AlreadyPassedOn,
    mark_all_read,
    mark_answered,
    mark_posted,
    mark_read,
    mark_told,
    treat_as_told,
)
from notices.actions.recipients import (
    Reached,
    end_silence,
    forget_recipient,
    keep_back_copies,
    keep_back_waiting,
    keep_recipient,
    keep_recipients,
    keep_sender,
    silence_recipient,
)
from notices.actions.refusing import resume
from notices.actions.stopping import stop_from
from notices.actions.telling import Message, tell, tell_many, withdraw, withdraw_about, withdraw_moot

__all__ = [
    "AlreadyPassedOn",
    "CannotRetry",
    "Choices",
    "Message",
    "Reached",
    "break_off",
    "choose",
    "deliver",
    "end_silence",
    "erase_body",
    "erase_words_about",
    "forget_mail_copies",
    "forget_old",
    "forget_recipient",
    "keep_back_copies",
    "keep_back_waiting",
    "keep_recipient",
    "keep_recipients",
    "keep_sender",
    "mark_all_read",
    "mark_answered",
    "mark_posted",
    "mark_read",
    "mark_told",
    "move_choices",
    "note_acted",
    "note_deed",
    "replace_in_notices",
    "resume",
    "retry",
    "silence_recipient",
    "stop",
    "stop_from",
    "take_bounce",
    "tell",
    "tell_many",
    "treat_as_told",
    "withdraw",
    "withdraw_about",
    "withdraw_moot",
]
