from django.urls import path

from apps.providers.views import people, search
from apps.users.people_addresses import people_addresses

app_name = "providers"
urlpatterns = [
    path("search/providers/", search.search_providers, name="public-search-providers"),
    *people_addresses("providers/<uuid:provider_id>/", "provider", people),
]
