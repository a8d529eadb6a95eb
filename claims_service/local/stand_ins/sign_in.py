"""Stand-in of DfE Sign-in: a real OpenID Connect issuer whose people are the cast.

State: {"people": [{"sub", "email", "given_name", "family_name", "does"}]} adds people or changes them by sub ·
{"redirects": [...]} and {"sign_out_redirects": [...]} register addresses, matched exactly · {"issuer": "…"} makes the
issuer differ from its own address · {"rotate_keys": true} signs with a new key and goes on publishing the old one.

What a fault's action may say besides what every stand-in knows, on /token: "claims" merged into the id_token (null takes
one away), "header" merged into its header, "alg": "none" or "HS256" (signed with the public key), "signature": "bad";
on /me: "claims" merged into the answer. On /auth (the choice posted): "callback" replaces the query of the redirect.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlencode
from uuid import NAMESPACE_URL, uuid5

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from claims_service.local.cast import CAST
from claims_service.local.stand_ins.server import StandIn, as_json, page, redirect

CODE_LIVES = 600
TOKEN_LIVES = 3600


class SignIn(StandIn):
    name = "sign_in"
    addresses = (
        ("GET", "/", "list_people"),
        ("GET", "/.well-known/openid-configuration", "describe"),
        ("GET", "/certs", "publish_keys"),
        ("GET", "/auth", "ask_who"),
        ("POST", "/auth", "choose"),
        ("POST", "/token", "give_token"),
        ("GET", "/me", "tell_who"),
        ("GET", "/session/end", "ask_to_end"),
        ("POST", "/session/end", "end"),
    )

    def __init__(self, folder, client_id, client_secret, redirects=(), sign_out_redirects=(), **where):
        super().__init__(**where)
        self.client_id, self.client_secret = client_id, client_secret
        self.first_redirects = list(redirects), list(sign_out_redirects)
        self.first_key = kept_key(Path(folder) / "sign_in_key.pem")
        self.reset()

    def reset(self):
        super().reset()
        self.issuer = self.url
        self.redirects, self.sign_out_redirects = map(list, self.first_redirects)
        self.keys = [self.first_key]
        self.people = {person.subject: as_person(person) for person in CAST.values()}
        self.codes, self.tokens = {}, {}

    def set_state(self, state):
        with self.lock:
            for person in state.get("people", []):
                self.people[person["sub"]] = self.people.get(person["sub"], {"does": ""}) | person
            self.redirects = state.get("redirects", self.redirects)
            self.sign_out_redirects = state.get("sign_out_redirects", self.sign_out_redirects)
            self.issuer = state.get("issuer", self.issuer)
            if state.get("rotate_keys"):
                self.keys.insert(0, new_key())

    # What it says about itself

    def describe(self, ask):
        return as_json(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.url}/auth",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/me",
                "jwks_uri": f"{self.url}/certs",
                "end_session_endpoint": f"{self.url}/session/end",
                "scopes_supported": ["openid", "offline_access", "email", "profile", "organisation", "organisationid"],
                "claims_supported": ["sub", "iss", "auth_time", "email", "given_name", "family_name", "organisation"],
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
                "code_challenge_methods_supported": ["plain", "S256"],
                "subject_types_supported": ["public"],
            }
        )

    def publish_keys(self, ask):
        return as_json({"keys": [public_jwk(key) for key in self.keys]})

    # The person's part

    def list_people(self, ask):
        return page("DfE Sign-in", people_list(self.people.values()))

    def ask_who(self, ask):
        """The page of the cast, or what the real one answers when the asking is wrong."""
        asked = ask.query
        if asked.get("client_id") != self.client_id:
            return page("Something went wrong", said("invalid_client"), 400)
        if asked.get("redirect_uri") not in self.redirects:
            return page("Something went wrong", said("redirect_uri did not match any registered address"), 400)
        if problem := self.problem_with(asked):
            return self.send_back(asked, {"error": problem})
        return page("Sign in to Claim funding for mentor training", people_form(self.people.values(), ask.query_text))

    def problem_with(self, asked):
        if asked.get("response_type") != "code":
            return "unsupported_response_type"
        if asked.get("prompt") == "none":
            return "login_required"
        if asked.get("prompt") == "select_account" or "openid" not in asked.get("scope", "").split():
            return "invalid_request"
        return ""

    def choose(self, ask):
        """Somebody was chosen: back to the service with a code of one use."""
        asked, form = ask.query, ask.form
        if asked.get("client_id") != self.client_id or asked.get("redirect_uri") not in self.redirects:
            return page("Something went wrong", said("redirect_uri did not match any registered address"), 400)
        if "cancel" in form:
            return self.send_back(asked, {"error": "access_denied"})
        person = self.people.get(form.get("sub", "")) or self.typed_in(form)
        if person is None:
            return self.ask_who(ask)
        code = secrets.token_urlsafe(24)
        with self.lock:
            self.codes[code] = {"asked": asked, "person": person, "until": time.time() + CODE_LIVES, "token": None}
        if "callback" in ask.action:
            return redirect(f"{asked['redirect_uri']}?{urlencode(ask.action['callback'])}")
        return self.send_back(asked, {"code": code, "session_state": secrets.token_hex(16)})

    def typed_in(self, form):
        """Somebody who is not of the cast: the same address is the same person every time."""
        email = form.get("email", "").strip()
        if not email:
            return None
        person = {
            "sub": str(uuid5(NAMESPACE_URL, email.lower())).upper(),
            "email": email,
            "given_name": form.get("given_name", "").strip(),
            "family_name": form.get("family_name", "").strip(),
            "does": "Typed in",
        }
        return self.people.setdefault(person["sub"], person)

    def send_back(self, asked, answer):
        state = {"state": asked["state"]} if "state" in asked else {}
        return redirect(f"{asked['redirect_uri']}?{urlencode(answer | state)}")

    # The service's part

    def give_token(self, ask):
        form = ask.form
        if not self.is_client(ask, form):
            return oauth_error("invalid_client")
        with self.lock:
            held = self.codes.get(form.get("code", ""))
            if held and held["token"]:
                self.tokens.pop(held["token"], None)
                return oauth_error("invalid_grant")
            if held is None or not self.is_redeemable(held, form):
                return oauth_error("invalid_grant")
            token = held["token"] = secrets.token_urlsafe(32)
            self.tokens[token] = held["person"], time.time() + TOKEN_LIVES
        answer = {
            "access_token": token,
            "expires_in": TOKEN_LIVES,
            "id_token": self.id_token(held, token, ask.action),
            "scope": held["asked"].get("scope", ""),
            "token_type": "Bearer",
        }
        return as_json(answer)

    def is_client(self, ask, form):
        """By the body or by basic authentication, whose two halves are percent-encoded."""
        given = form.get("client_id", ""), form.get("client_secret", "")
        scheme, _, words = ask.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                name, _, secret = base64.b64decode(words).decode().partition(":")
            except ValueError:
                return False
            given = unquote(name), unquote(secret)
        return given[0] == self.client_id and hmac.compare_digest(given[1].encode(), self.client_secret.encode())

    def is_redeemable(self, held, form):
        asked = held["asked"]
        return (
            form.get("grant_type") == "authorization_code"
            and held["until"] > time.time()
            and form.get("redirect_uri") == asked["redirect_uri"]
            and proves(form.get("code_verifier", ""), asked)
        )

    def id_token(self, held, access_token, action):
        key, moment = self.keys[0], int(time.time())
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims = {
            "iss": self.issuer,
            "sub": held["person"]["sub"],
            "aud": self.client_id,
            "iat": moment,
            "exp": moment + TOKEN_LIVES,
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }
        if "nonce" in held["asked"]:
            claims["nonce"] = held["asked"]["nonce"]
        claims = without_nulls(claims | action.get("claims", {}))
        header = without_nulls({"kid": key_id(key)} | action.get("header", {}))
        match action.get("alg"):
            case "none":
                return jwt.encode(claims, None, algorithm="none", headers=header)
            case "HS256":
                return signed_with_public_key(claims, header, key)
        token = jwt.encode(claims, key, algorithm="RS256", headers=header)
        return spoiled(token) if action.get("signature") == "bad" else token

    def tell_who(self, ask):
        person, until = self.tokens.get(ask.headers.get("Authorization", "").removeprefix("Bearer "), (None, 0))
        if person is None or until < time.time():
            return as_json({"error": "invalid_token"}, 401, WWW_Authenticate='Bearer error="invalid_token"')
        known = {name: person[name] for name in person if name != "does"}
        return as_json(without_nulls(known | ask.action.get("claims", {})))

    # Signing out

    def ask_to_end(self, ask):
        """A page whose script posts a form; without script the person presses the button."""
        asked = ask.query
        target = asked.get("post_logout_redirect_uri", "")
        if not self.knows_token(asked.get("id_token_hint", "")):
            target = ""
        elif target and target not in self.sign_out_redirects:
            return page("Something went wrong", said("post_logout_redirect_uri not registered"), 400)
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in (("to", target), ("state", asked.get("state", "")))
        )
        return page(
            "Signing you out of DfE Sign-in",
            f'<form method="post" action="/session/end" id="end">{fields}<button class="govuk-button">Continue</button></form>'
            '<script>document.getElementById("end").submit()</script>',
        )

    def end(self, ask):
        target, state = ask.form.get("to", ""), ask.form.get("state", "")
        if target not in self.sign_out_redirects:
            return page("You have signed out of DfE Sign-in", "")
        return redirect(f"{target}?{urlencode({'state': state})}" if state else target)

    def knows_token(self, token):
        """Whether we signed it, however long ago."""
        for key in self.keys:
            try:
                jwt.decode(token, key.public_key(), ["RS256"], options={"verify_exp": False, "verify_aud": False})
            except jwt.PyJWTError:
                continue
            return True
        return False


def as_person(person):
    return {
        "sub": person.subject,
        "email": person.email,
        "given_name": person.first_name,
        "family_name": person.last_name,
        "does": person.does,
    }


def without_nulls(values):
    return {name: value for name, value in values.items() if value is not None}


def proves(verifier, asked):
    """PKCE: whoever redeems the code is whoever asked for it."""
    challenge = asked.get("code_challenge")
    if not challenge:
        return True
    if asked.get("code_challenge_method", "plain") == "plain":
        return verifier == challenge
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def oauth_error(error, status=400):
    return as_json({"error": error, "error_description": error.replace("_", " ")}, status)


# Keys and tokens


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def kept_key(path):
    """The key of this checkout, so that a restart signs nobody out."""
    if path.exists():
        return serialization.load_pem_private_key(path.read_bytes(), None)
    key = new_key()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return key


def key_id(key):
    numbers = key.public_key().public_numbers()
    return hashlib.sha256(str(numbers.n).encode()).hexdigest()[:16]


def public_jwk(key):
    written = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {"kty": "RSA", "n": written["n"], "e": written["e"], "kid": key_id(key), "use": "sig", "alg": "RS256"}


def signed_with_public_key(claims, header, key):
    """The old trick: HS256, with the public key as the secret."""
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "typ": "JWT"} | header, claims)
    ]
    mark = hmac.new(public, b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(mark).rstrip(b"=")]).decode()


def spoiled(token):
    """The same token with another signature."""
    start, _, mark = token.rpartition(".")
    return f"{start}.{mark[:10]}{'A' if mark[10] != 'A' else 'B'}{mark[11:]}"


# Pages


def said(words):
    return f'<p class="govuk-body">{escape(words)}</p>'


def people_list(people):
    lines = "".join(f"<li>{escape(whole_name(person))}: {escape(person['does'])}</li>" for person in people)
    return f'<ul class="govuk-list govuk-list--bullet">{lines}</ul>'


def whole_name(person):
    return f"{person['given_name']} {person['family_name']}".strip() or person["email"]


def people_form(people, query):
    """A button for everyone of the cast, and a form for anybody else."""
    action = f"/auth?{escape(query)}"
    rows = "".join(
        f'<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{escape(whole_name(person))}</dt>'
        f'<dd class="govuk-summary-list__value">{escape(person["does"])}<br>'
        f'<span class="govuk-hint">{escape(person["email"])}</span></dd>'
        f'<dd class="govuk-summary-list__actions"><button class="govuk-button govuk-!-margin-bottom-0" name="sub" '
        f'value="{escape(person["sub"])}">Sign in<span class="govuk-visually-hidden"> as {escape(whole_name(person))}'
        "</span></button></dd></div>"
        for person in people
    )
    fields = "".join(
        f'<div class="govuk-form-group"><label class="govuk-label" for="{name}">{label}</label>'
        f'<input class="govuk-input" id="{name}" name="{name}"></div>'
        for name, label in (("given_name", "First name"), ("family_name", "Last name"), ("email", "Email address"))
    )
    return (
        f'<form method="post" action="{action}"><dl class="govuk-summary-list">{rows}</dl></form>'
        '<h2 class="govuk-heading-m">Someone else</h2>'
        f'<form method="post" action="{action}" novalidate>{fields}'
        '<div class="govuk-button-group"><button class="govuk-button">Sign in</button>'
        '<button class="govuk-button govuk-button--secondary" name="cancel" value="yes">Cancel</button></div></form>'
    )
