"""Settings: one file, every choice from the environment, none of them asked at first start."""

import os
from pathlib import Path
from typing import Any

import environ

from goldenthread import __version__
from goldenthread.config import database, home, identity, logs

env = environ.Env()
ENVIRONMENT = env.str("GOLDENTHREAD_ENV", default="local")
IS_PRODUCTION = ENVIRONMENT == "production"
VERSION = __version__

BASE_DIR = Path(__file__).resolve().parents[1]
SECRET_KEY = home.key("secret_key")
DEBUG = False
ALLOWED_HOSTS = env.list("GOLDENTHREAD_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("GOLDENTHREAD_ORIGINS", default=[])

INSTALLED_APPS = [
    "goldenthread.cli",
    "goldenthread.journal",
    "goldenthread.people",
    "goldenthread.tools",
    "goldenthread.cases",
    "goldenthread.programme",
    "goldenthread.audits",
    "goldenthread.actions",
    "goldenthread.learning",
    "goldenthread.figures",
    "goldenthread.reports",
    "goldenthread.retention",
    "goldenthread.jobs",
    "goldenthread.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "goldenthread.web.request_log.logged",
    "goldenthread.web.guards.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "goldenthread.web.sign_in.sessions.session_life",
    "goldenthread.web.guards.signed_in",
]

ROOT_URLCONF = "goldenthread.config.urls"
WSGI_APPLICATION = "goldenthread.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "web" / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "goldenthread.web.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "goldenthread.web.guards.page_context",
            ],
        },
    },
    {
        # The sign-in library renders its plain-text e-mails with this engine.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    },
]

if database.is_embedded():
    DATABASES: dict[str, Any] = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": env.str("GOLDENTHREAD_DATABASE", default="goldenthread"),
            "USER": database.SUPERUSER,
            "HOST": str(database.socket_folder()),
        }
    }
else:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
# A query that joins ten tables by their keys took the planner 7 to 17 ms to put in order, and under
# 1 ms to run; the order in which they are written is good (bench/README.md).
PLANNING = {"options": "-c join_collapse_limit=6"}
# Statements that are written once are planned once for each connection (config/statements.py). A pooler
# that gives each transaction another connection cannot keep them.
PREPARED = {"prepare_threshold": 0 if env.bool("GOLDENTHREAD_PREPARED", default=True) else None}
# A test process opens and drops databases; a pool would hold them open.
POOL = {} if ENVIRONMENT == "test" else {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
# What DATABASE_URL says itself, such as sslmode, stands.
DATABASES["default"]["OPTIONS"] = (
    PLANNING | PREPARED | POOL | DATABASES["default"].get("OPTIONS", {})
)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# The role that makes and changes tables; only `goldenthread prepare` and `restore` are given it.
if "GOLDENTHREAD_OWNER_URL" in os.environ:
    DATABASES["owner"] = env.db_url("GOLDENTHREAD_OWNER_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Throttling counts have to hold over all processes, so they live in the database.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "throttle_counts",
    }
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["goldenthread.web.sign_in.session_store.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "goldenthread.people.worn_passwords.NotOfCommonOnes"},
    {"NAME": "goldenthread.people.worn_passwords.NotOfOurWords"},
    {
        "NAME": "goldenthread.people.worn_passwords.NotInBreach",
        "OPTIONS": {"path": env.str("GOLDENTHREAD_BREACHED_PASSWORDS", default="")},
    },
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "goldenthread.web.sign_in.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "goldenthread.web.sign_in.forms.SignInForm",
    "change_password": "goldenthread.web.sign_in.forms.ChangeForm",
    "reset_password": "goldenthread.web.sign_in.forms.ForgottenForm",
    "reset_password_from_key": "goldenthread.web.sign_in.forms.NewForm",
    "reauthenticate": "goldenthread.web.sign_in.forms.AgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Wrong passwords and codes are counted by people.changes.attempts. The library's own counts are by
# account or by address alone, so that a guesser could keep a whole council out of the service.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "", "reset_password": "5/m/ip"}
PROXIES = env.int("GOLDENTHREAD_PROXIES", default=0)

IDENTITY_PROVIDER = identity.provider(env)
LOCAL_SIGN_IN = env.bool("GOLDENTHREAD_LOCAL_SIGN_IN", default=True) or not IDENTITY_PROVIDER
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [IDENTITY_PROVIDER.app()] if IDENTITY_PROVIDER else []}
}
SOCIALACCOUNT_ADAPTER = "goldenthread.web.sign_in.provider.Identities"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another site (form-action)

MFA_ADAPTER = "goldenthread.web.sign_in.second_step.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "goldenthread.web.sign_in.second_forms.CodeForm",
    "reauthenticate": "goldenthread.web.sign_in.second_forms.CodeAgainForm",
    "activate_totp": "goldenthread.web.sign_in.second_forms.AddAppForm",
    "deactivate_totp": "goldenthread.web.sign_in.second_forms.RemoveAppForm",
    "generate_recovery_codes": "goldenthread.web.sign_in.second_forms.NewCodesForm",
    "add_webauthn": "goldenthread.web.sign_in.second_forms.AddPasskeyForm",
    "authenticate_webauthn": "goldenthread.web.sign_in.second_forms.PasskeyForm",
    "reauthenticate_webauthn": "goldenthread.web.sign_in.second_forms.PasskeyAgainForm",
    "login_webauthn": "goldenthread.web.sign_in.second_forms.PasskeyAloneForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever looks after accounts typed it
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": ""}  # nothing in a passkey can be guessed

SESSION_ENGINE = "goldenthread.web.sign_in.session_store"
SESSION_COOKIE_AGE = 60 * 60
SESSION_LONGEST = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "goldenthread.web.guards.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("GOLDENTHREAD_HTTPS", default=IS_PRODUCTION)
# A browser takes a cookie of such a name from this host alone, and only over TLS.
COOKIE_PREFIX = "__Host-" if SESSION_COOKIE_SECURE else ""
# Without TLS the browser itself allows a passkey on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SESSION_COOKIE_SECURE
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SECURE_SSL_REDIRECT = env.bool("GOLDENTHREAD_SSL_REDIRECT", default=False)
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("GOLDENTHREAD_HSTS_SUBDOMAINS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Uploads on their way: a folder that all nodes share, or a bucket; else the data folder's.
UPLOADS = env.str("GOLDENTHREAD_UPLOADS", default="")
S3_BUCKET = env.str("GOLDENTHREAD_S3_BUCKET", default="")
if S3_BUCKET:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "uploads": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": env.str("GOLDENTHREAD_S3_ENDPOINT", default=None),
                "region_name": env.str("GOLDENTHREAD_S3_REGION", default=None),
                "location": env.str("GOLDENTHREAD_S3_PREFIX", default="goldenthread"),
                "file_overwrite": True,
                "default_acl": None,
            },
        },
    }
UPLOAD_LIMIT = 40 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Backups: the folder turns the scheduled one on. Sealed for recipients (age keys) or a passphrase.
BACKUP_FOLDER = env.str("GOLDENTHREAD_BACKUP_FOLDER", default="")
BACKUP_HOUR = env.int("GOLDENTHREAD_BACKUP_HOUR", default=2)
BACKUP_KEEP = max(1, env.int("GOLDENTHREAD_BACKUP_KEEP", default=14))
BACKUP_RECIPIENTS = env.list("GOLDENTHREAD_BACKUP_RECIPIENTS", default=[])
BACKUP_PASSPHRASE = env.str("GOLDENTHREAD_BACKUP_PASSPHRASE", default="")
BACKUP_PASSPHRASE_FILE = env.str("GOLDENTHREAD_BACKUP_PASSPHRASE_FILE", default="")
PG_BIN = env.str("GOLDENTHREAD_PG_BIN", default="")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

HAS_EMAIL = "GOLDENTHREAD_SMTP" in os.environ
EMAIL_CONFIG = env.email("GOLDENTHREAD_SMTP", default="consolemail://")
globals().update({k: v for k, v in EMAIL_CONFIG.items() if k.startswith("EMAIL_")})
DEFAULT_FROM_EMAIL = env.str("GOLDENTHREAD_FROM", default="audits@localhost")
EMAIL_TIMEOUT = 10  # seconds; a job waits no longer for the mail server
# Where the links of a mail lead: the service as people reach it.
ADDRESS = env.str(
    "GOLDENTHREAD_ADDRESS",
    default=CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "http://localhost:8000",
).rstrip("/")

LOGGING = logs.settings(env.str("GOLDENTHREAD_LOG", default="WARNING"))
MONITOR_TOKEN = env.str("GOLDENTHREAD_MONITOR_TOKEN", default="")

os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")

PROCRASTINATE_IMPORT_PATHS = ["goldenthread.jobs.tasks"]
