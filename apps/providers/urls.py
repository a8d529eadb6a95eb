from django.urls import path

from apps.providers.views import details, people, rules, search
from apps.users.people_addresses import people_addresses

app_name = "providers"
urlpatterns = [
    path("search/providers/", search.search_providers, name="public-search-providers"),
    path("providers/<uuid:provider_id>/details/", details.show_details, name="provider-show-details"),
    path(
        "providers/<uuid:provider_id>/details/contacts/<slug:purpose>/",
        details.change_contact,
        name="provider-change-contact",
    ),
    path(
        "providers/<uuid:provider_id>/details/contacts/<slug:purpose>/remove/",
        details.remove_contact,
        name="provider-remove-contact",
    ),
    path("providers/<uuid:provider_id>/rules/", rules.show_rules, name="provider-show-rules"),
    *people_addresses("providers/<uuid:provider_id>/", "provider", people),
]
