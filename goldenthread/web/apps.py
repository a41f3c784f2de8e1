from django.apps import AppConfig


class Web(AppConfig):
    name = "goldenthread.web"
    label = "web"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed

        from goldenthread.web.sign_in.sessions import renew_token

        authentication_step_completed.connect(renew_token, dispatch_uid="renew_token")
