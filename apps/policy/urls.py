from django.urls import path

from apps.policy.views import public

app_name = "policy"
urlpatterns = [
    path("grant-conditions/", public.list_conditions, name="public-conditions"),
    path("grant-conditions/<slug:slug>/", public.show_conditions, name="public-show-conditions"),
]
