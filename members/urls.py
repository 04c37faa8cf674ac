"""The pages of joining, members and settings, under a bank's short name."""

from django.urls import path

from members import views
from members.views import checks, dues, partners

app_name = "members"

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/thanks/", views.join_thanks, name="join_thanks"),
    path("members/", views.members, name="members"),
    path("members/new/", views.enrol, name="enrol"),
    path("members/<int:number>/roles/", views.roles, name="roles"),
    path("members/<int:number>/limits/", views.limits, name="limits"),
    path("members/<int:number>/checks/", checks.checks, name="checks"),
    path("desk/applications/<int:pk>/", views.application, name="application"),
    path("desk/applications/<int:pk>/checks/", checks.applicant_checks, name="applicant_checks"),
    path("settings/", views.settings, name="settings"),
    path("settings/pot/", views.pot, name="pot"),
    path("settings/checks/", checks.check_kinds, name="check_kinds"),
    path("settings/dues/", dues.dues, name="dues"),
    path("settings/dues/announce/", dues.announce, name="dues_announce"),
    path("settings/dues/switch-off/", dues.switch_off, name="dues_switch_off"),
    path("settings/dues/<int:pk>/", dues.collection, name="collection"),
    path("settings/partners/", partners.partners, name="partners"),
    path("settings/partners/<slug:other>/", partners.partner, name="partner"),
]
