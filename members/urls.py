"""The pages of joining, members and settings, under a bank's short name."""

from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/thanks/", views.join_thanks, name="join_thanks"),
    path("members/", views.members, name="members"),
    path("members/new/", views.enrol, name="enrol"),
    path("members/<int:number>/roles/", views.roles, name="roles"),
    path("desk/applications/<int:pk>/", views.application, name="application"),
    path("settings/", views.settings, name="settings"),
]
