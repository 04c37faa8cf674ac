"""The pages of signing in: of django-allauth only those we use, under its own names."""

from allauth.account import views
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from members.views.addresses import address_claim
from members.views.emails import email_change, email_confirm
from timebank import account_views

# Who has no password yet gets one as everybody does who forgot theirs: by a link in a letter.
by_letter = login_not_required(RedirectView.as_view(pattern_name="account_reset_password"))

second_steps = [
    path("", second_step.index, name="mfa_index"),
    path("sign-in/", second_step.authenticate, name="mfa_authenticate"),
    path("again/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("app/", account_views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", require_safe(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/new/", account_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]

urlpatterns = [
    path("address/<str:secret>/", address_claim, name="address_claim"),
    path("login/", views.login, name="account_login"),
    path("login/code/", views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("second-step/", include(second_steps)),
    path("email/", email_change, name="email_change"),
    path("email/<str:secret>/", email_confirm, name="email_confirm"),
    path("sessions/", account_views.sessions, name="sessions"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", by_letter, name="account_set_password"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
