"""The pages of listings, exchanges and the desk, under a bank's short name."""

from django.urls import path

from exchanges.views import deaths, desk, exchanges, home, leaving, listings, logging, merging, people, resting

app_name = "exchanges"

urlpatterns = [
    path("", home.home, name="home"),
    path("listings/", listings.listings, name="listings"),
    path("listings/new/", listings.listing_new, name="listing_new"),
    path("listings/<int:pk>/", listings.listing, name="listing"),
    path("listings/<int:pk>/change/", listings.listing_change, name="listing_change"),
    path("listings/<int:pk>/close/", listings.listing_close, name="listing_close"),
    path("listings/<int:pk>/propose/", listings.listing_propose, name="listing_propose"),
    path("exchanges/", exchanges.exchanges, name="exchanges"),
    path("exchanges/log/", logging.who, name="log"),
    path("exchanges/log/what/", logging.what, name="log_what"),
    path("exchanges/log/when/", logging.when, name="log_when"),
    path("exchanges/log/check/", logging.check, name="log_check"),
    path("exchanges/<int:pk>/", exchanges.exchange, name="exchange"),
    path("exchanges/<int:pk>/accept/", exchanges.accept, name="accept"),
    path("exchanges/<int:pk>/decline/", exchanges.decline, name="decline"),
    path("exchanges/<int:pk>/cancel/", exchanges.cancel, name="cancel"),
    path("exchanges/<int:pk>/log/", exchanges.log_planned, name="log_planned"),
    path("exchanges/<int:pk>/confirm/", exchanges.confirm, name="confirm"),
    path("exchanges/<int:pk>/dispute/", exchanges.dispute, name="dispute"),
    path("exchanges/<int:pk>/thank/", exchanges.thank, name="thank"),
    path("exchanges/<int:pk>/approve/", desk.approve, name="approve"),
    path("exchanges/<int:pk>/decide/", desk.decide, name="decide"),
    path("exchanges/<int:pk>/return/", desk.send_back, name="send_back"),
    path("exchanges/<int:pk>/resolve/", desk.resolve, name="resolve"),
    path("exchanges/<int:pk>/reverse/", desk.reverse, name="reverse"),
    path("desk/", desk.desk, name="desk"),
    path("desk/approve/", desk.approve_many, name="approve_many"),
    path("desk/log/", desk.log_for, name="log_for"),
    path("desk/told/<int:pk>/", desk.told, name="told"),
    path("members/<int:number>/", people.member, name="member"),
    path("members/<int:number>/leave/", leaving.leave, name="member_leave"),
    path("members/<int:number>/pause/", resting.pause, name="member_pause"),
    path("members/<int:number>/suspend/", resting.suspend, name="member_suspend"),
    path("members/<int:number>/return/", resting.come_back, name="member_return"),
    path("members/<int:number>/same/", merging.same, name="member_same"),
    path("members/<int:number>/death/", deaths.death, name="member_death"),
    path("members/<int:number>/death/take-back/", deaths.take_back, name="member_death_taken_back"),
    path("settings/categories/", people.categories, name="categories"),
]
