"""The pages of public services, under a bank's short name."""

from django.urls import path

from services.views import services, voice, wellbeing

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
]
