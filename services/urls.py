"""The pages of public services, under a bank's short name."""

from django.urls import path

from services.views import (
    asset_adding,
    assets,
    duty,
    ideas,
    measures,
    mine,
    my_referrals,
    people,
    pot,
    programmes,
    referral_desk,
    referrals,
    reports,
    running,
    services,
    session_registers,
    sessions,
    told_wishes,
    voice,
    wellbeing,
)

app_name = "services"

SERVICE = "services/<slug:slug>/"
PROGRAMME = f"{SERVICE}programmes/<slug:programme>/"
ROLE = f"{PROGRAMME}roles/<int:pk>/"
SESSION = f"{PROGRAMME}sessions/<int:pk>/"

urlpatterns = [
    # what staff would do if they had time
    path(f"{SERVICE}if-i-had-time/", ideas.if_i_had_time, name="if_i_had_time"),
    path("desk/ideas/", ideas.ideas, name="ideas"),
    path("desk/ideas/<int:pk>/", ideas.idea, name="idea"),
    # the services themselves
    path("services/", services.services, name="services"),
    path("services/new/", running.service_new, name="service_new"),
    path("services/mine/", mine.mine, name="mine"),
    path("services/mine/<int:pk>/leave/", mine.leave, name="leave"),
    path("services/session/<int:pk>/", sessions.session_of, name="session_of"),
    path("services/measures/", measures.bank_measures, name="bank_measures"),
    path("services/measures.csv", measures.bank_measures_csv, name="bank_measures_csv"),
    path("services/<slug:slug>/", services.service, name="service"),
    # what people say of one
    path("services/<slug:slug>/voice/", voice.voice, name="voice"),
    path("services/<slug:slug>/voice/open/", voice.voice_open, name="voice_open"),
    path("services/<slug:slug>/voice/for/", voice.voice_for, name="voice_for"),
    path("services/<slug:slug>/report/", reports.report, name="report"),
    path("services/<slug:slug>/report/targets/", reports.targets, name="targets"),
    path("services/<slug:slug>/report/targets/<int:pk>/remove/", reports.target_remove, name="target_remove"),
    path("services/<slug:slug>/report/costs/", reports.costs, name="costs"),
    path("services/<slug:slug>/report/costs/<int:pk>/remove/", reports.cost_remove, name="cost_remove"),
    path("services/<slug:slug>/wellbeing/", wellbeing.wellbeing, name="wellbeing"),
    path("services/<slug:slug>/wellbeing/stop/", wellbeing.wellbeing_stop, name="wellbeing_stop"),
    path("map/", assets.asset_map, name="map"),
    path("map/missing/", assets.map_missing, name="map_missing"),
    path("map/waiting/", assets.assets_waiting, name="assets_waiting"),
    path("map/new/", asset_adding.asset_new, name="asset_new"),
    path("map/<int:pk>/", assets.asset, name="asset"),
    path("map/<int:pk>/change/", asset_adding.asset_change, name="asset_change"),
    path("map/<int:pk>/agree/", asset_adding.asset_agree, name="asset_agree"),
    path("map/<int:pk>/take-off/", asset_adding.asset_take_off, name="asset_take_off"),
    path(f"{SERVICE}change/", running.service_change, name="service_change"),
    path(f"{SERVICE}places/new/", running.place_new, name="place_new"),
    path(f"{SERVICE}places/<int:pk>/", running.place, name="place"),
    path(f"{SERVICE}staff/", running.staff, name="staff"),
    path(f"{SERVICE}staff/<int:pk>/", running.post, name="post"),
    path(f"{SERVICE}duty/", duty.duty, name="duty"),
    path(f"{SERVICE}duty/<int:pk>/remove/", duty.duty_remove, name="duty_remove"),
    # the sponsor's pot
    path(f"{SERVICE}pot/", pot.pot, name="pot"),
    path(f"{SERVICE}pot/<int:pk>/", pot.pot_decide, name="pot_decide"),
    # programmes and their roles
    path(f"{SERVICE}programmes/new/", programmes.programme_new, name="programme_new"),
    path(f"{SERVICE}programmes/new/own/", programmes.programme_own, name="programme_own"),
    path(PROGRAMME, programmes.programme, name="programme"),
    path(f"{PROGRAMME}change/", programmes.programme_change, name="programme_change"),
    path(f"{PROGRAMME}open/", programmes.programme_open, name="programme_open"),
    path(f"{PROGRAMME}close/", programmes.programme_close, name="programme_close"),
    path(f"{PROGRAMME}roles/new/", programmes.role_new, name="role_new"),
    path(ROLE, programmes.role, name="role"),
    path(f"{ROLE}end/", programmes.role_end, name="role_end"),
    path(f"{ROLE}offer/", programmes.role_offer, name="role_offer"),
    # who takes part in a programme
    path(f"{PROGRAMME}take-part/", people.take_part, name="take_part"),
    path(f"{PROGRAMME}take-part/for/", told_wishes.take_part_for, name="take_part_for"),
    path(f"{PROGRAMME}people/", people.people, name="people"),
    path(f"{PROGRAMME}people/<int:pk>/", people.person, name="person"),
    path(f"{PROGRAMME}wishes/<int:pk>/", people.wish, name="wish"),
    # the sessions of a programme
    path(f"{PROGRAMME}sessions/", sessions.sessions, name="sessions"),
    path(f"{PROGRAMME}sessions/new/", sessions.session_new, name="session_new"),
    path(SESSION, sessions.session, name="session"),
    path(f"{SESSION}change/", sessions.session_change, name="session_change"),
    path(f"{SESSION}cancel/", sessions.session_cancel, name="session_cancel"),
    path(f"{SESSION}rang/", sessions.session_rang, name="session_rang"),
    path(f"{SESSION}register/", session_registers.register, name="session_register"),
    path(f"{SESSION}register/printed/", session_registers.register_printed, name="session_register_printed"),
    # referrals
    path("services/<slug:slug>/referrals/", referrals.referrals, name="referrals"),
    path("services/<slug:slug>/referrals/new/", referrals.referral_new, name="referral_new"),
    path("services/<slug:slug>/referrals/<int:pk>/", referrals.referral, name="referral"),
    path("services/<slug:slug>/refer/", referrals.refer, name="refer"),
    path("services/<slug:slug>/refer/<int:pk>/", referrals.refer_link, name="refer_link"),
    path("referrals/mine/", my_referrals.my_referrals, name="my_referrals"),
    path("referrals/mine/<int:pk>/", my_referrals.my_referral, name="my_referral"),
    path("referrals/done/", my_referrals.referral_done, name="referral_done"),
    path("referrals/<slug:token>/", my_referrals.by_link, name="by_link"),
    path("desk/referrals/", referral_desk.desk_referrals, name="desk_referrals"),
    path("desk/referrals/done/", referral_desk.desk_referrals_done, name="desk_referrals_done"),
    path("desk/referrals/code/<slug:code>/", referral_desk.desk_caller, name="desk_caller"),
    path("desk/referrals/<int:pk>/", referral_desk.desk_referral, name="desk_referral"),
    # measures
    path(f"{SERVICE}measures/", measures.service_measures, name="service_measures"),
    path(f"{SERVICE}measures.csv", measures.service_measures_csv, name="service_measures_csv"),
    path(f"{PROGRAMME}measures/", measures.programme_measures, name="programme_measures"),
    path(f"{PROGRAMME}measures.csv", measures.programme_measures_csv, name="programme_measures_csv"),
]
