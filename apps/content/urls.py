from django.urls import path

from apps.content.views import public

app_name = "content"
urlpatterns = [
    path("updates/", public.list_updates, name="public-list-updates"),
    path("updates/<uuid:update_id>/", public.show_update, name="public-show-update"),
    path("feedback/", public.give_feedback, name="public-give-feedback"),
    path("feedback/sent/", public.feedback_sent, name="public-feedback-sent"),
]
