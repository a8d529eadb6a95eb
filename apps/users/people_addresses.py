"""The addresses of people pages, the same beneath every organisation."""

from django.urls import path

PAGES = [
    ("people/", "list-people", "list_people"),
    ("people/invite/", "invite-person", "invite_person"),
    ("people/<uuid:membership_id>/remove/", "remove-person", "remove_person"),
    ("people/<uuid:membership_id>/invite-again/", "resend-invitation", "resend_invitation"),
    ("people/requests/<uuid:request_id>/accept/", "accept-request", "accept_request"),
    ("people/requests/<uuid:request_id>/refuse/", "refuse-request", "refuse_request"),
]


def people_addresses(beneath, audience, views):
    """For urls.py of an app: `people_addresses("schools/<uuid:school_id>/", "school", people)`."""
    return [path(beneath + tail, getattr(views, view), name=f"{audience}-{name}") for tail, name, view in PAGES]
