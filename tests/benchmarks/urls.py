"""The site, and an empty page that runs one query."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from members.models import Bank
from timebank.urls import urlpatterns as site


@login_not_required
def empty(request):
    """Answer with nothing but one query's result: the least any page can cost."""
    return HttpResponse(Bank.objects.values_list("name", flat=True).first())


urlpatterns = [path("empty/", empty), *site]
