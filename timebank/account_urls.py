"""The pages of signing in: of django-allauth only those we use, under its own names."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView

from members.views.addresses import address_claim

# Who has no password yet gets one as everybody does who forgot theirs: by a link in a letter.
by_letter = login_not_required(RedirectView.as_view(pattern_name="account_reset_password"))

urlpatterns = [
    path("address/<str:secret>/", address_claim, name="address_claim"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
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
