"""Every address of the product comes from one table in web.urls."""

from goldenthread.web.urls import urlpatterns

handler404 = "goldenthread.web.guards.not_found"
handler403 = "goldenthread.web.guards.not_found"
handler400 = "goldenthread.web.guards.bad_request"
handler500 = "goldenthread.web.guards.server_error"

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
