"""What a browser sends for a passkey: read with care, for anybody may send anything in its place."""

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms

LONGEST_CREDENTIAL = 20_000
NONSENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError, struct.error)


class CredentialField(forms.JSONField):
    """What a device said, as JSON of a sensible size."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 whatever somebody sends
        """Refuse what is too long or too deep to be a device's answer."""
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise get_adapter().validation_error("incorrect_code")
        try:
            said = super().to_python(value)
        except RecursionError:
            raise get_adapter().validation_error("incorrect_code") from None
        if said is not None and not isinstance(said, dict):
            raise get_adapter().validation_error("incorrect_code")
        return said


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey and what its owner calls it."""

    name = forms.CharField(required=False, max_length=60)
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        """Refuse what no device would say."""
        try:
            answers: dict[str, Any] = super().clean()
        except NONSENSE as fault:
            raise get_adapter().validation_error("incorrect_code") from fault
        return answers


class ShowPasskeyForm(AuthenticateWebAuthnForm):
    """A passkey that is shown as the second step."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Refuse what no device would say."""
        try:
            return super().clean_credential()
        except NONSENSE as fault:
            raise get_adapter().validation_error("incorrect_code") from fault


class ShowPasskeyAgainForm(ShowPasskeyForm, ReauthenticateWebAuthnForm):
    """A passkey that is shown once more by somebody who is signed in."""
