"""Every page comes from one table in web.urls, and what other programs read from api.urls."""

from goldenthread.api.urls import urlpatterns as for_programs
from goldenthread.web.urls import urlpatterns as pages

urlpatterns = [*for_programs, *pages]

handler404 = "goldenthread.web.guards.not_found"
handler403 = "goldenthread.web.guards.not_found"
handler400 = "goldenthread.web.guards.bad_request"
handler500 = "goldenthread.web.guards.server_error"

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
