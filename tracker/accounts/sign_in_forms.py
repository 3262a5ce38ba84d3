"""The forms of Flask-Security, where ours say or do something else."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_security import (
    ChangeEmailForm,
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryForm,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.utils import validate_redirect_url
from wtforms import HiddenField, RadioField, StringField
from wtforms.fields import SelectChoice

from tracker.accounts.passwords import what_it_takes
from tracker.i18n import _l


class SignIn(LoginForm):
    """The address can be given in the link; the way to a new password has its own place on the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = _l("E-mail")
        self.remember.label.text = _l("Remember me on this device")
        self.password.label.text = _l("Password")
        self.password.description = ""
        if request.method == "GET":
            self.email.data = request.args.get("email", "")

    def validate_next(self, field: HiddenField) -> None:
        """Forget an address on another site, which leads nowhere anyway, rather than keep somebody out for it."""
        if field.data and not validate_redirect_url(field.data):
            field.data = ""


class ForgottenPassword(ForgotPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = _l("E-mail")


class NewPassword(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _l("New password")
        self.password.description = what_it_takes()
        self.password_confirm.label.text = _l("New password once more")


class ChangePassword(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _l("Present password")
        self.new_password.label.text = _l("New password")
        self.new_password.description = what_it_takes()
        self.new_password_confirm.label.text = _l("New password once more")


class NewAddress(ChangeEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = _l("New e-mail address")


class Confirm(VerifyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _l("Password")


class Code(TwoFactorVerifyCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.label.text = _l("Code from the app")


class RecoveryCode(MfRecoveryForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.label.text = _l("Recovery code")


class TwoSteps(TwoFactorSetupForm):
    """There is one kind of second step, so that buttons say what to do with it and nothing has to be chosen."""

    setup = StringField()


class Help(TwoFactorRescueForm):
    """A call for help to the administrators; Flask-Security adds the recovery codes where there are some."""

    help_setup = RadioField(choices=[SelectChoice("help", "help")])


FORMS: dict[str, Any] = {
    "login_form": SignIn,
    "forgot_password_form": ForgottenPassword,
    "reset_password_form": NewPassword,
    "change_password_form": ChangePassword,
    "change_email_form": NewAddress,
    "verify_form": Confirm,
    "two_factor_verify_code_form": Code,
    "two_factor_setup_form": TwoSteps,
    "two_factor_rescue_form": Help,
    "mf_recovery_form": RecoveryCode,
}
