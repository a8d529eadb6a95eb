from django.urls import path

from apps.mentors.views import offer, school, volunteers

MENTORS = "schools/<uuid:school_id>/mentors/"
VOLUNTEERS = f"{MENTORS}volunteers/"

app_name = "mentors"
urlpatterns = [
    path(f"{MENTORS}add/", school.start_mentor, name="school-start-mentor"),
    path(f"{MENTORS}add/<uuid:journey_id>/<slug:step>/", school.add_mentor, name="school-add-mentor"),
    path(f"{MENTORS}added/", school.mentors_added, name="school-mentors-added"),
    path(f"{MENTORS}<uuid:place_id>/change/", school.change_mentor, name="school-change-mentor"),
    path(VOLUNTEERS, volunteers.list_volunteers, name="school-list-volunteers"),
    path(f"{VOLUNTEERS}link/", volunteers.make_link, name="school-make-link"),
    path(f"{VOLUNTEERS}link/stop/", volunteers.stop_link, name="school-stop-link"),
    path(f"{VOLUNTEERS}<uuid:volunteer_id>/", volunteers.show_volunteer, name="school-show-volunteer"),
    path(f"{VOLUNTEERS}<uuid:volunteer_id>/add/", volunteers.take_up_volunteer, name="school-take-up-volunteer"),
    path(f"{VOLUNTEERS}<uuid:volunteer_id>/decline/", volunteers.decline_volunteer, name="school-decline-volunteer"),
    path("volunteer/<str:token>/", offer.offer_to_mentor, name="public-offer-to-mentor"),
    path("volunteer/<str:token>/offered/", offer.offer_made, name="public-offer-made"),
]
