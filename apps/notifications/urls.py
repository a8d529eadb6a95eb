from django.urls import path

from apps.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/receipts/", views.receive_receipt, name="notify-receive-receipt"),
]
