"""The pages of public services, under a bank's short name."""

from django.urls import path

from services.views import services

app_name = "services"

urlpatterns = [
    # the services themselves
    path("services/", services.services, name="services"),
    path("services/<slug:slug>/", services.service, name="service"),
]
