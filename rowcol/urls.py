"""The addresses of the project: the admin, signing in, the health of the process; the pages are runway's."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from core.access import open_to_all, signed_in
from rowcol import errors, health, metrics, passwords, second_step
from rowcol.favicon import favicon
from runway.api.document import SchemaView

urlpatterns = [
    path("admin/login/", open_to_all(second_step.SignIn.as_view())),  # the admin's own would ask for no code
    path("admin/", admin.site.urls),
    path("login/", open_to_all(second_step.SignIn.as_view(redirect_authenticated_user=True)), name="login"),
    path("login/code/", open_to_all(second_step.Code.as_view()), name="login-code"),
    path("logout/", open_to_all(auth.LogoutView.as_view()), name="logout"),
    path("password/", signed_in(passwords.Change.as_view()), name="password_change"),
    path("password/changed/", signed_in(passwords.Changed.as_view()), name="password_change_done"),
    path("password/forgotten/", open_to_all(passwords.Forgotten.as_view()), name="password_reset"),
    path("password/sent/", open_to_all(passwords.Sent.as_view()), name="password_reset_done"),
    path(
        "password/new/<uidb64>/<token>/", open_to_all(passwords.New.as_view()), name="password_reset_confirm"
    ),
    path("password/new/", open_to_all(passwords.NewSet.as_view()), name="password_reset_complete"),
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", health.process, name="healthz"),
    path("readyz", health.database, name="readyz"),
    path("metrics", metrics.scrape, name="metrics"),
    path("sync/health", health.background, name="sync-health"),
    path("api/v1/", include("runway.api.urls")),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("sync/", include("sync.urls")),
    path("", include("runway.urls")),
]

handler404 = errors.not_found
handler500 = errors.server_error
