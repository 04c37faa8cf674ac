"""Paths under /me/notices/."""

from django.urls import path

from notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("read-all/", views.read_all, name="notices_read_all"),
    path("choices/", views.choices, name="notices_choices"),
    path("choices/resume/", views.resume_mail, name="notices_resume_mail"),
    path("stop/<str:token>/", views.stop, name="notices_stop"),
    path("open/<int:notice_id>/", views.open_one, name="notices_open"),
]
