"""Tokens, with which a program asks in a person's name: made with e-mail and password, kept hashed, ended at will."""

from drf_spectacular.utils import extend_schema
from knox.views import LoginView, LogoutAllView, LogoutView
from rest_framework import serializers
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from runway.services.second_step import SecondStepService


class TokenSerializer(serializers.Serializer):
    """A token; it is shown this once."""

    token = serializers.CharField()
    expiry = serializers.DateTimeField(allow_null=True)


class MakeTokenView(LoginView):
    """A new token for whoever proves e-mail and password (HTTP Basic), or is signed in."""

    rule = "signed in"
    authentication_classes = (BasicAuthentication, SessionAuthentication)

    @extend_schema(request=None, responses=TokenSerializer)
    def post(self, request: Request, format: str | None = None) -> Response:
        by_password = isinstance(request.successful_authenticator, BasicAuthentication)
        if by_password and SecondStepService(request.user).is_on:
            raise PermissionDenied(
                "This account signs in with a code too. Make the token on the page /account/."
            )
        return super().post(request, format)


class EndTokenView(LogoutView):
    """End the token that this is asked with."""

    rule = "by token"

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, format: str | None = None) -> Response:
        return super().post(request, format)


class EndAllTokensView(LogoutAllView):
    """End all your tokens."""

    rule = "by token"

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, format: str | None = None) -> Response:
        return super().post(request, format)
