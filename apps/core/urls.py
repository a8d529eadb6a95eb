from django.urls import path

from apps.core import views

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("stay-signed-in/", views.stay_signed_in, name="stay-signed-in"),
]
