"""Every setting of the project, read from top to bottom; what may differ comes from the environment.

`rowcol/checks.py` refuses to start production with anything missing or left at its local default.
"""

from datetime import timedelta
from pathlib import Path

from kombu import Queue

from rowcol import databases, headers, logs, quickbooks
from rowcol.environment import folder, number, numbers, one_of, switch, text, words
from rowcol.schedule import BEAT, CHORES

ROOT = Path(__file__).resolve().parent.parent

# Folders and addresses. Everything written goes under VAR: a second copy needs another folder and ports.
VAR = folder("ROWCOL_VAR", ROOT / "var")
HOST = text("HOST", "127.0.0.1")
PORT = number("PORT", 8000)
SITE_URL = text("SITE_URL", f"http://{'localhost' if HOST == '127.0.0.1' else HOST}:{PORT}").rstrip("/")
SANDBOX_PORT = number("SANDBOX_PORT", 8100)
SANDBOX_URL = f"http://127.0.0.1:{SANDBOX_PORT}"

# QuickBooks Online.
QBO_ENVIRONMENT = text("QBO_ENVIRONMENT", "sandbox-local")
_QBO = quickbooks.addresses(QBO_ENVIRONMENT, SANDBOX_URL)
QBO_BASE_URL = text("QBO_BASE_URL", _QBO.api)
QBO_AUTHORIZE_URL = text("QBO_AUTHORIZE_URL", _QBO.authorize)
QBO_TOKEN_URL = text("QBO_TOKEN_URL", _QBO.token)
QBO_REVOKE_URL = text("QBO_REVOKE_URL", _QBO.revoke)
QBO_USERINFO_URL = text("QBO_USERINFO_URL", _QBO.userinfo)
QBO_WRITE_BACK = switch("QBO_WRITE_BACK", False)  # and each business says for itself whether it is on there
QBO_MINOR_VERSION = number("QBO_MINOR_VERSION", 75)
QBO_TIMEOUT_SECONDS = number("QBO_TIMEOUT_SECONDS", 60)
QBO_LIVE_SECONDS = number("QBO_LIVE_SECONDS", 2)
QBO_LIVE_AGAIN_SECONDS = number("QBO_LIVE_AGAIN_SECONDS", 2)
QBO_LIMITS = {
    "per_minute": number("QBO_LIMIT_PER_MINUTE", 500),
    "per_second": number("QBO_LIMIT_PER_SECOND", 10),
    "in_flight": number("QBO_LIMIT_IN_FLIGHT", 10),
    "batch_per_minute": number("QBO_LIMIT_BATCH_PER_MINUTE", 40),
}
QBO_READ_BUDGET_PER_MONTH = number(
    "QBO_READ_BUDGET_PER_MONTH", 500_000
)  # of all businesses together; 0 is none
QBO_METERED = switch(
    "QBO_METERED", True
)  # Intuit meters no sandbox; counted there too, to know what to expect
QBO_BATCH_METERED_BY_ITEM = switch("QBO_BATCH_METERED_BY_ITEM", True)
QBO_PAGE_ORDER = text("QBO_PAGE_ORDER", "MetaData.LastUpdatedTime")
QBO_CARD_DEBT_IS_POSITIVE = switch("QBO_CARD_DEBT_IS_POSITIVE", True)
QBO_CDC_CAP = number("QBO_CDC_CAP", 1000)
QBO_VOID_MARKERS = tuple(words("QBO_VOID_MARKERS", "Voided"))

# Secrets. The local ones are public, good for a sandbox on the same machine and nothing else.
LOCAL_SECRETS = {
    "SECRET_KEY": "local-only-and-public-since-it-stands-in-the-source",
    "TOKEN_ENCRYPTION_KEYS": "cm93Y29sIGxvY2FsIGRldmVsb3BtZW50IG9ubHkgMzI=",
    "QBO_CLIENT_ID": "rowcol-local-client",
    "QBO_CLIENT_SECRET": "rowcol-local-secret",
    "QBO_WEBHOOK_VERIFIER": "rowcol-local-verifier",
}
SECRET_KEY = text("SECRET_KEY", LOCAL_SECRETS["SECRET_KEY"])
TOKEN_ENCRYPTION_KEYS = words("TOKEN_ENCRYPTION_KEYS", LOCAL_SECRETS["TOKEN_ENCRYPTION_KEYS"])
QBO_CLIENT_ID = text("QBO_CLIENT_ID", LOCAL_SECRETS["QBO_CLIENT_ID"])
QBO_CLIENT_SECRET = text("QBO_CLIENT_SECRET", LOCAL_SECRETS["QBO_CLIENT_SECRET"])
QBO_WEBHOOK_VERIFIER = words("QBO_WEBHOOK_VERIFIER", LOCAL_SECRETS["QBO_WEBHOOK_VERIFIER"])

# The rhythm of synchronisation.
SYNC_HEARTBEAT_SECONDS = number("SYNC_HEARTBEAT_SECONDS", 5)
SYNC_LOST_AFTER_SECONDS = number("SYNC_LOST_AFTER_SECONDS", 30)
SYNC_RING_AGAIN_SECONDS = number("SYNC_RING_AGAIN_SECONDS", 60)
SYNC_PAGE_SIZE = number("SYNC_PAGE_SIZE", 1000)
SYNC_PARALLEL = number("SYNC_PARALLEL", 3)
SYNC_OVERLAP_SECONDS = number("SYNC_OVERLAP_SECONDS", 60)
SYNC_WATCHED_SECONDS = number("SYNC_WATCHED_SECONDS", 120)
WEBHOOK_KEEP_DAYS = number("WEBHOOK_KEEP_DAYS", 30)
SYNC_SILENT_AFTER_SECONDS = number("SYNC_SILENT_AFTER_SECONDS", 60)

# Who may read /metrics besides staff and this machine.
METRICS_TOKEN = text("METRICS_TOKEN")

# Alerts: from when on something is one, and who is told besides the firm admins.
ALERT_EMAILS = words("ALERT_EMAILS")
ALERT_STALE_SECONDS = number("ALERT_STALE_SECONDS", 15 * 60)
ALERT_FAILURES = number("ALERT_FAILURES", 3)
ALERT_CONSENT_ENDS_DAYS = numbers("ALERT_CONSENT_ENDS_DAYS", "30,7")
ALERT_BUDGET_PERCENT = numbers("ALERT_BUDGET_PERCENT", "80,95")
# More than this opens an alert of data quality; a business may tolerate other amounts (sync/quality.py).
QUALITY_VIOLATIONS = number("QUALITY_VIOLATIONS", 0)
QUALITY_AGE_SECONDS = number("QUALITY_AGE_SECONDS", 4 * 3600)
QUALITY_QUARANTINED_PERCENT = number("QUALITY_QUARANTINED_PERCENT", 1)
QUALITY_DRIFT = number("QUALITY_DRIFT", 20)
QUALITY_DIFFERENCES = number("QUALITY_DIFFERENCES", 0)
QUALITY_EVERY_SECONDS = number("QUALITY_EVERY_SECONDS", 15 * 60)
QUALITY_KEPT_DAYS = number("QUALITY_KEPT_DAYS", 90)

# The decision console.
CONSOLE_SECOND_PERSON_ABOVE = number("CONSOLE_SECOND_PERSON_ABOVE", 5_000)  # home currency
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the console's form has a day for each open document

# Django's parts.
PRODUCTION = QBO_ENVIRONMENT == "production"
DEBUG = switch("DEBUG", False)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{HOST}")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "rowcol.urls"
WSGI_APPLICATION = "rowcol.wsgi.application"
AUTH_USER_MODEL = "core.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "core",
    "bank",
    "ar",
    "ap",
    "sync",
    "runway",
    "rowcol.apps.RowcolConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rowcol.apps.ScheduleConfig",
    "rest_framework",
    "rowcol.apps.TokensConfig",
    "drf_spectacular",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rowcol.apps.SignInsConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "rowcol.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "runway.page_times.Stopwatch",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "runway.notices.notices",
            ]
        },
    }
]

# The database; every process is an ordinary client of it, whoever runs it.
DATABASE_URL = text("DATABASE_URL")
DATABASE_ROLE = one_of(
    "DATABASE_ROLE", (databases.EMBEDDED["USER"], databases.SERVING)
)  # of the embedded one
DATABASES = {
    "default": databases.from_url(DATABASE_URL) if DATABASE_URL else databases.embedded(VAR, DATABASE_ROLE)
}
WEB_STATEMENT_SECONDS = number("WEB_STATEMENT_SECONDS", 30)

# Language and time. The pages speak English; instants are stored in UTC and shown where the business lives.
LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# Static files are served from where they lie: no collecting, no build.
STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [ROOT / "static"] if path.is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Signing in.
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = f"rowcol_session_{PORT}"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# "Strict" would lose the session on the way back from QuickBooks' consent page.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
PASSWORD_RESET_TIMEOUT = 24 * 3600
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

OTP_TOTP_ISSUER = "RowCol"

# Wrong passwords: five for one account from one address, then a quarter of an hour without. The audit trail keeps them.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "rowcol.throttle.account"
AXES_CLIENT_IP_CALLABLE = "rowcol.throttle.client_address"
AXES_LOCKOUT_CALLABLE = "rowcol.throttle.locked"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Security of the connection; a local copy speaks plain HTTP.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = switch("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^sync/health$", r"^metrics$"]
SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", 30 * 24 * 3600 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = switch("SECURE_HSTS_SUBDOMAINS", PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if switch("BEHIND_TLS_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": headers.content_policy(QBO_AUTHORIZE_URL, is_https=PRODUCTION)}

# E-mail: files under VAR until a mail server is named.
EMAIL_HOST = text("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 587)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = switch("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if text('EMAIL_HOST') else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "rowcol@localhost")

# The API: the session of a page, or a token of its own; errors as problem details.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "runway.api.schema.Described",
    "DEFAULT_PAGINATION_CLASS": "runway.api.pages.Pages",
    "EXCEPTION_HANDLER": "runway.api.problems.problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=number("API_TOKEN_DAYS", 90))}
SPECTACULAR_SETTINGS = {
    "TITLE": "RowCol",
    "VERSION": "1",
    "DESCRIPTION": "The numbers of RowCol's pages. Amounts and days are strings; null is unknown, never zero.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "ENUM_NAME_OVERRIDES": {
        "LightEnum": "runway.calculators.status.Light",
        "IssueKindEnum": "runway.calculators.hygiene.issue.Kind",
        "SetAsideKindEnum": [("earmark", "earmark"), ("reserve", "reserve")],
        "WayEnum": [("in", "in"), ("out", "out")],
    },
}

# Background work: JSON only, acknowledged when done, no results kept, since every kind of work is a row.
REDIS_URL = text("REDIS_URL")
CELERY_BROKER_URL = text("CELERY_BROKER_URL", REDIS_URL or "filesystem://")
BROKER_FOLDER = VAR / "broker"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.05,
    }
    if CELERY_BROKER_URL.startswith("filesystem:")
    else {}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_POOL = "threads"  # pulls wait for QuickBooks and Postgres most of the time
CELERY_WORKER_CONCURRENCY = number("WORKER_THREADS", 8)
# What beat rings for must not stand behind pulls that wait, nor behind what computes: see rowcol/processes.py.
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in ("pulls", "bells", "chores")]
CELERY_TASK_DEFAULT_QUEUE = "pulls"
CELERY_TASK_ROUTES = {
    **{entry["task"]: {"queue": "chores" if name in CHORES else "bells"} for name, entry in BEAT.items()},
    "runway.standing": {"queue": "chores"},
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "rowcol.scheduler:Scheduler"
CELERY_BEAT_SCHEDULE = BEAT

LOGGING = logs.to_stderr(text("LOG_LEVEL", "INFO").upper(), one_of("LOG_FORMAT", logs.FORMATS))
