"""What an id_token must prove, and the identity that is left when it has."""

import base64
import hashlib
import hmac
import re
from dataclasses import asdict, dataclass

import jwt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.core.govuk.fields import EmailField
from apps.users.dfe_sign_in.problems import NotTrusted

LEEWAY_SECONDS = 60
MUST_HAVE = ["iss", "sub", "aud", "exp", "iat", "nonce"]


@dataclass(frozen=True)
class Identity:
    """Who DfE Sign-in says a person is. Only issuer and subject identify; the rest can change."""

    issuer: str
    subject: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    dsi_user_id: str = ""

    @property
    def provider_key(self):
        return settings.DSI_PROVIDER_KEY

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def as_dict(self):
        return asdict(self)


def proven_claims(id_token, access_token, nonce, find_key):
    """The claims of an id_token that is signed by a published key, meant for us, fresh, and the answer to our own question."""
    try:
        header = jwt.get_unverified_header(id_token)
    except jwt.PyJWTError:
        raise NotTrusted("no id_token that can be read")
    if header.get("alg") != "RS256":
        raise NotTrusted(f"signed with {header.get('alg')}")
    if not isinstance(header.get("kid"), str):
        raise NotTrusted("no key named")
    try:
        claims = jwt.decode(
            id_token,
            jwt.PyJWK(find_key(header["kid"]), algorithm="RS256").key,
            algorithms=["RS256"],
            issuer=settings.DSI_ISSUER,
            audience=settings.DSI_CLIENT_ID,
            leeway=LEEWAY_SECONDS,
            options={"require": MUST_HAVE},
        )
    except jwt.PyJWTError as problem:
        raise NotTrusted(type(problem).__name__)
    if claims["aud"] not in (settings.DSI_CLIENT_ID, [settings.DSI_CLIENT_ID]):
        raise NotTrusted("meant for others too")
    if claims.get("azp", settings.DSI_CLIENT_ID) != settings.DSI_CLIENT_ID:
        raise NotTrusted("asked for by somebody else")
    if not nonce or not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise NotTrusted("another nonce")
    if "at_hash" in claims and not hmac.compare_digest(str(claims["at_hash"]).encode(), half_hash(access_token)):
        raise NotTrusted("another access token")
    return claims


def half_hash(access_token):
    """at_hash as OpenID Connect works it out for RS256."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=")


def identity_from(claims, userinfo):
    """Put the two answers together. They must speak of one person, whose address somebody vouches for."""
    if userinfo.get("sub") != claims["sub"]:
        raise NotTrusted("userinfo speaks of somebody else")
    verified = userinfo.get("email_verified", claims.get("email_verified"))
    if verified is None:
        verified = claims["iss"] in settings.DSI_TRUSTED_WITHOUT_EMAIL_VERIFIED
    if verified is not True:
        raise NotTrusted("address not verified")
    return Identity(
        issuer=claims["iss"],
        subject=claims["sub"],
        email=good_address(userinfo.get("email")),
        first_name=name_part(userinfo.get("given_name")),
        last_name=name_part(userinfo.get("family_name")),
        dsi_user_id=name_part(claims.get("dsi_user_id") or userinfo.get("dsi_user_id") or claims["sub"]),
    )


def good_address(said):
    """The address in our own form, or nothing when it is none."""
    try:
        address = EmailField(required=False).clean(said.strip() if isinstance(said, str) else "")
        validate_email(address)
    except ValidationError:
        return ""
    return address


def name_part(said):
    """Part of a name as a stranger's sign-in gives it, without what an email or a page could take for a link."""
    plain = re.sub(r"[\[\](){}<>*#`|]|\w+://", "", said) if isinstance(said, str) else ""
    return " ".join(plain.split())[:100]
