"""The pages of public services, under a bank's short name."""

from django.urls import path

from services.views import asset_adding, assets, services, voice, wellbeing

app_name = "services"

urlpatterns = [
    # the services themselves
    path("services/", services.services, name="services"),
    path("services/<slug:slug>/", services.service, name="service"),
    # what people say of one
    path("services/<slug:slug>/voice/", voice.voice, name="voice"),
    path("services/<slug:slug>/voice/open/", voice.voice_open, name="voice_open"),
    path("services/<slug:slug>/voice/for/", voice.voice_for, name="voice_for"),
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
]
