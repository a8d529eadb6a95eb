"""DfE Sign-in over HTTP: six seconds for a whole sign-in, no redirects, and every answer looked at before it is used."""

import json
import time
from urllib.parse import quote, urlsplit

import requests
import structlog
from django.conf import settings
from django.core.cache import cache
from urllib3.exceptions import HTTPError

from apps.users.dfe_sign_in.problems import CodeNotTaken, NotTrusted, NotWorking

log = structlog.get_logger(__name__)

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 2, 4, 6
MOST_BYTES = 256 * 1024
HOUR, DAY = 3600, 24 * 3600
FAILURES_THAT_OPEN, FAILURE_WINDOW, OPEN_SECONDS = 5, 60, 30
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class DfeSignIn:
    """One sign-in's conversation with DfE Sign-in."""

    def __init__(self):
        self.ends_at = time.monotonic() + TOTAL_SECONDS

    def discovery(self):
        """Where its endpoints are. A day old is good; two days old is better than nothing."""
        return kept("dsi:discovery", DAY, self.fetch_discovery)

    def fetch_discovery(self):
        document = self.get(settings.DSI_DISCOVERY_URL)
        if document.get("issuer") != settings.DSI_ISSUER:
            raise NotWorking("discovery names another issuer")
        home = urlsplit(settings.DSI_DISCOVERY_URL)
        for name in [*ENDPOINTS, *(["end_session_endpoint"] if "end_session_endpoint" in document else [])]:
            found = urlsplit(str(document.get(name, "")))
            if (found.scheme, found.hostname) != (home.scheme, home.hostname):
                raise NotWorking(f"discovery puts {name} somewhere else")
        return document

    def keys(self):
        """Its public keys, as they were at most an hour ago."""
        return kept("dsi:keys", HOUR, self.fetch_keys)

    def fetch_keys(self):
        return [key for key in self.get(self.discovery()["jwks_uri"]).get("keys", []) if isinstance(key, dict)]

    def key(self, kid):
        """The public key of this name. A name we have not seen is looked for afresh, once a minute at most."""
        found = named(self.keys(), kid)
        if found is None and cache.add("dsi:keys-looked-for", True, 60):
            keep("dsi:keys", HOUR, fresh := self.fetch_keys())
            found = named(fresh, kid)
        if found is None:
            raise NotTrusted("unknown key")
        return found

    def redeem(self, code, verifier, callback_url):
        """Swap the code for tokens."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": callback_url}
        form |= {"code_verifier": verifier} if verifier else {}
        auth = None
        if settings.DSI_TOKEN_AUTH_METHOD == "client_secret_basic":  # noqa: S105
            auth = (quote(settings.DSI_CLIENT_ID, safe=""), quote(settings.DSI_CLIENT_SECRET, safe=""))
        else:
            form |= {"client_id": settings.DSI_CLIENT_ID, "client_secret": settings.DSI_CLIENT_SECRET}
        status, answer = self.call("POST", self.discovery()["token_endpoint"], data=form, auth=auth)
        problem = answer.get("error")
        if status in (400, 401) and problem == "invalid_grant":
            raise CodeNotTaken("invalid_grant")
        if status != 200 or not isinstance(answer.get("access_token"), str):
            if problem == "invalid_client":
                log.error("sign_in.client_refused")
            raise NotWorking(f"token endpoint said {status}")
        return answer

    def userinfo(self, access_token):
        """Who the access token belongs to."""
        return self.get(
            self.discovery()["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"}, trusted=False
        )

    def get(self, url, *, trusted=True, **kwargs):
        status, answer = self.call("GET", url, **kwargs)
        if status != 200:
            raise (NotWorking if trusted or status >= 500 else NotTrusted)(f"{urlsplit(url).path} said {status}")
        return answer

    def call(self, method, url, *, headers=None, **kwargs):
        """Status and JSON of one call. A breaker stops us from waiting for a party that has stopped answering."""
        if cache.get("dsi:breaker"):
            raise NotWorking("breaker open")
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"claims-service/{settings.RELEASE}",
            **(headers or {}),
        }
        try:
            with requests.request(
                method,
                url,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, self.left()), min(READ_SECONDS, self.left())),
                allow_redirects=False,
                stream=True,
                **kwargs,
            ) as response:
                status, body = response.status_code, self.body_of(response)
        except (requests.RequestException, HTTPError, OSError) as problem:
            count_failure()
            raise NotWorking(f"{urlsplit(url).path}: {type(problem).__name__}") from problem
        if status >= 500:
            count_failure()
        return status, parsed(body, status)

    def body_of(self, response):
        """The answer, read within the time left: a party that drips is a party that does not answer."""
        found = b""
        while piece := response.raw.read1(16 * 1024, decode_content=True):
            found += piece
            self.left()
            if len(found) > MOST_BYTES:
                raise NotWorking("answer too long")
        return found

    def left(self):
        """Seconds left of the six."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            count_failure()
            raise NotWorking("out of time")
        return left


def parsed(body, status):
    """A JSON object. A page of HTML is an answer by somebody else."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise NotWorking(f"not JSON, status {status}")
    return answer


def named(keys, kid):
    """The RSA signing key of this name; keys of any other kind do not count."""
    for key in keys:
        if key.get("kid") == kid and key.get("kty") == "RSA" and key.get("use", "sig") == "sig":
            return key
    return None


def kept(name, seconds, fetch):
    """What we hold while it is fresh, else what is fetched, else what we hold though it is a day past its time."""
    held = cache.get(name)
    if held and held["until"] > time.time():
        return held["value"]
    try:
        value = fetch()
    except NotWorking:
        if held:
            log.warning("sign_in.stale", what=name)
            return held["value"]
        raise
    keep(name, seconds, value)
    return value


def keep(name, seconds, value):
    cache.set(name, {"value": value, "until": time.time() + seconds}, seconds + DAY)


def count_failure():
    """Five failures in a minute, and for half a minute nobody waits."""
    minute = f"dsi:failures:{int(time.time() // FAILURE_WINDOW)}"
    failures = cache.get(minute, 0) + 1
    cache.set(minute, failures, FAILURE_WINDOW)
    if failures >= FAILURES_THAT_OPEN:
        cache.set("dsi:breaker", True, OPEN_SECONDS)
        log.error("sign_in.breaker_open")
