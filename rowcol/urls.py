"""The addresses of the project: the admin, signing in, the health of the process; the pages are runway's."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from rowcol import errors, health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("healthz", health.process, name="healthz"),
    path("readyz", health.database, name="readyz"),
    path("", include("runway.urls")),
]

handler500 = errors.server_error
