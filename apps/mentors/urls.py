from django.urls import path

from apps.mentors.views import school

app_name = "mentors"
urlpatterns = [
    path("schools/<uuid:school_id>/mentors/add/", school.start_mentor, name="school-start-mentor"),
    path(
        "schools/<uuid:school_id>/mentors/add/<uuid:journey_id>/<slug:step>/",
        school.add_mentor,
        name="school-add-mentor",
    ),
    path("schools/<uuid:school_id>/mentors/<uuid:place_id>/email/", school.change_email, name="school-change-email"),
]
