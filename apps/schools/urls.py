from django.urls import path

from apps.schools.views import conditions, details, people, search, trust_conditions, trust_people
from apps.users.people_addresses import people_addresses

app_name = "schools"
urlpatterns = [
    path("search/schools/", search.search_schools, name="public-search-schools"),
    path("schools/<uuid:school_id>/details/", details.show_details, name="school-show-details"),
    path("schools/<uuid:school_id>/details/emails/", details.change_emails, name="school-change-emails"),
    path("schools/<uuid:school_id>/details/finance-address/", details.change_address, name="school-change-address"),
    path("schools/<uuid:school_id>/conditions/", conditions.show_conditions, name="school-show-conditions"),
    path("schools/<uuid:school_id>/conditions/<slug:slug>/", conditions.accept_year, name="school-accept-year"),
    *people_addresses("schools/<uuid:school_id>/", "school", people),
    path("trusts/<uuid:trust_id>/conditions/<slug:slug>/", trust_conditions.accept_year, name="trust-accept-year"),
    *people_addresses("trusts/<uuid:trust_id>/", "trust", trust_people),
]
