"""The doors. Each app's own urls.py holds the whole path of its pages; here is only which apps have pages."""

from django.urls import include, path

from claims_service.home import home

urlpatterns = [
    path("home/", home, name="home"),
    path("", include("apps.core.urls")),
    path("", include("apps.notifications.urls")),
    path("", include("apps.users.urls")),
    path("", include("apps.policy.urls")),
    path("", include("apps.content.urls")),
    path("", include("apps.schools.urls")),
    path("", include("apps.providers.urls")),
    path("", include("apps.mentors.urls")),
    path("", include("apps.training.urls")),
    path("", include("apps.claims.urls")),
    path("", include("apps.assurance.urls")),
    path("", include("apps.payments.urls")),
    path("", include("apps.doors.urls")),
    path("support/", include("apps.support.urls")),
]

handler400 = "apps.core.views.bad_request"
handler403 = "apps.core.views.forbidden"
handler404 = "apps.core.views.not_found"
handler500 = "apps.core.views.server_error"
