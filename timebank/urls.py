"""Every address of the site."""

from django.urls import include, path

from insight.views import privacy
from timebank import views

BANK = "<slug:bank>/"

handler500 = "timebank.views.broken"

urlpatterns = [
    path("", views.start, name="start"),
    path("accounts/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("accounts/", include("timebank.account_urls")),
    path("me/", views.me, name="me"),
    path("me/notices/", include("notices.urls")),
    path("me/privacy/", privacy.privacy, name="privacy"),
    path("me/privacy/download/", privacy.download, name="privacy_download"),
    path("me/privacy/consents/", privacy.consents, name="privacy_consents"),
    path("me/privacy/consents/<int:pk>/take-back/", privacy.take_back, name="privacy_take_back"),
    path("me/privacy/erase/<slug:slug>/", privacy.erase, name="privacy_erase"),
    path("banks/", views.banks, name="banks"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path(BANK, include("members.urls")),
    path(BANK, include("exchanges.urls")),
    path(BANK, include("services.urls")),
    path(BANK, include("insight.urls")),
]
