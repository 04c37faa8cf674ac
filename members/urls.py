"""The pages of joining, members and settings, under a bank's short name."""

from django.urls import path

from members import views
from members.views import (
    acting,
    applications,
    checks,
    concerns,
    conversations,
    dues,
    invitations,
    joining,
    partners,
    photos,
    pipeline,
    profiles,
    standing,
    terms,
)
from members.views.importing import bring_over, discard, invite, take
from members.views.member_address import address
from members.views.preferences import preferences
from members.views.role_holders import role_appoint, role_change, role_give, role_holders
from members.views.second_step import second_step

app_name = "members"

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/gifts/", joining.join_gifts, name="join_gifts"),
    path("join/would/", joining.join_would, name="join_would"),
    path("join/terms/", joining.join_terms, name="join_terms"),
    path("join/thanks/", views.join_thanks, name="join_thanks"),
    path("join/where/", standing.own_standing, name="own_standing"),
    path("join/where/<str:link>/", standing.standing, name="standing"),
    path("join/by/<slug:invited>/", joining.invitation, name="invited"),
    path("terms/", terms.terms, name="terms"),
    path("terms/accept/", terms.terms_accept, name="terms_accept"),
    path("terms/<int:pk>/", terms.terms_version, name="terms_version"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:pk>/", invitations.invitation_slip, name="invitation"),
    path("invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("vouch/<int:pk>/", invitations.vouch, name="vouch"),
    path("members/", views.members, name="members"),
    path("members/new/", views.enrol, name="enrol"),
    path("members/<int:number>/profile/", profiles.profile, name="profile"),
    path("members/<int:number>/profile/photo/", profiles.profile_photo, name="profile_photo"),
    path("members/<int:number>/profile/gifts/", profiles.gifts, name="profile_gifts"),
    path("members/<int:number>/profile/gifts/<int:pk>/", profiles.gift, name="profile_gift"),
    *(
        path(f"members/<int:number>/profile/{part}/", profiles.part, {"part": part}, name=f"profile_{part}")
        for part in profiles.PAGES
    ),
    path("members/<int:number>/photo/", photos.photo, name="photo"),
    path("members/<int:number>/photo/small/", photos.small_photo, name="small_photo"),
    path("members/<int:number>/write/", conversations.write_to, name="write_to"),
    path("profile/", profiles.my_profile, name="my_profile"),
    path("messages/", conversations.conversations, name="conversations"),
    path("messages/<int:pk>/", conversations.conversation, name="conversation"),
    path("messages/<int:pk>/share/", conversations.share, name="share"),
    path("members/<int:number>/roles/", views.roles, name="roles"),
    path("members/<int:number>/address/", address, name="address"),
    path("members/<int:number>/limits/", views.limits, name="limits"),
    path("members/<int:number>/checks/", checks.checks, name="checks"),
    path("members/<int:number>/mandates/", acting.mandates, name="mandates"),
    path("acting/<int:pk>/", acting.act, name="act"),
    path("acting/<int:pk>/end/", acting.end_mandate, name="end_mandate"),
    path("acting/<int:pk>/change/", acting.change_delegate, name="change_delegate"),
    path("acting/stop/", acting.stop_acting, name="stop_acting"),
    path("desk/applications/<int:pk>/", views.application, name="application"),
    path("desk/applications/<int:pk>/checks/", checks.applicant_checks, name="applicant_checks"),
    path("desk/applications/<int:pk>/gifts/", applications.applicant_gift, name="applicant_gift"),
    path("desk/applications/<int:pk>/steps/<str:step>/", applications.joining_step, name="joining_step"),
    path("desk/joining/", pipeline.pipeline, name="pipeline"),
    path("desk/terms/", terms.terms_missing, name="terms_missing"),
    path("desk/terms/<int:pk>/", terms.terms_told, name="terms_told"),
    path("preferences/", preferences, name="preferences"),
    path("second-step/", second_step, name="second_step"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/new/", concerns.concern_new, name="concern_new"),
    path("concerns/thanks/", concerns.concern_thanks, name="concern_thanks"),
    path("concerns/<int:pk>/", concerns.concern, name="concern"),
    path("settings/", views.settings, name="settings"),
    path("settings/terms/", terms.terms_settings, name="terms_settings"),
    path("settings/roles/", role_holders, name="role_holders"),
    path("settings/roles/give/", role_give, name="role_give"),
    path("settings/roles/appoint/", role_appoint, name="role_appoint"),
    path("settings/roles/<int:pk>/", role_change, name="role_change"),
    path("settings/pot/", views.pot, name="pot"),
    path("settings/checks/", checks.check_kinds, name="check_kinds"),
    path("settings/dues/", dues.dues, name="dues"),
    path("settings/dues/announce/", dues.announce, name="dues_announce"),
    path("settings/dues/switch-off/", dues.switch_off, name="dues_switch_off"),
    path("settings/dues/<int:pk>/", dues.collection, name="collection"),
    path("settings/import/", bring_over, name="bring_over"),
    path("settings/import/take/", take, name="bring_over_take"),
    path("settings/import/discard/", discard, name="bring_over_discard"),
    path("settings/import/invite/", invite, name="bring_over_invite"),
    path("settings/partners/", partners.partners, name="partners"),
    path("settings/partners/<slug:other>/", partners.partner, name="partner"),
]
