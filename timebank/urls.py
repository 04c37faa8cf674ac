"""Every address of the site."""

from django.urls import include, path

from timebank import views

BANK = "<slug:bank>/"

handler500 = "timebank.views.broken"

urlpatterns = [
    path("", views.start, name="start"),
    path("accounts/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("accounts/", include("timebank.account_urls")),
    path("me/", views.me, name="me"),
    path("me/notices/", include("notices.urls")),
    path("banks/", views.banks, name="banks"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path(BANK, include("members.urls")),
    path(BANK, include("exchanges.urls")),
    path(BANK, include("insight.urls")),
]
