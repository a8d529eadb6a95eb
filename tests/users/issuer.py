"""A small OpenID Connect issuer over real HTTP, which tells the truth until a test makes it lie."""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "claims", "a secret + of % ours"
RSA = {kid: rsa.generate_private_key(public_exponent=65537, key_size=2048) for kid in ("first", "second", "stolen")}


class Issuer:
    """`person` is who signs in next; `lies` maps what to change to how, and `seen` keeps what was asked."""

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.name = f"{self.url}:443"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.start_afresh()

    def start_afresh(self):
        self.person = {"sub": "anne-0000", "email": "anne.walsh@hollins.example", "given_name": "Anne"}
        self.person["family_name"] = "Walsh"
        self.lies, self.codes, self.tokens, self.seen = {}, {}, {}, []
        self.published = ["first", "second"]

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def document(self):
        told = {
            "issuer": self.name,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/me",
            "jwks_uri": f"{self.url}/certs",
            "end_session_endpoint": f"{self.url}/session/end",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        }
        return told | self.lies.get("discovery", {})

    def keys(self):
        odd = {"kty": "EC", "kid": "first", "crv": "P-256", "x": "AA", "y": "AA"}
        return {"keys": [odd, {"kty": "RSA"}, *[public(kid) for kid in self.published]]}

    def id_token(self, asked, access_token):
        now = int(time.time())
        claims = {"iss": self.name, "sub": self.person["sub"], "aud": CLIENT_ID, "iat": now, "exp": now + 3600}
        claims |= {"nonce": asked["nonce"], "at_hash": half_hash(access_token)}
        claims |= self.lies.get("claims", {})
        claims = {name: value for name, value in claims.items() if value is not None}
        algorithm, kid = self.lies.get("alg", "RS256"), self.lies.get("kid", "first")
        key = RSA[self.lies.get("signed_with", "first")]
        if algorithm == "none":
            key = None
        if algorithm == "HS256":
            key = base64.urlsafe_b64encode(b"k" * 32)
        return jwt.encode(claims, key, algorithm, headers={"kid": kid} if kid else {})

    def token(self, form):
        asked = self.codes.pop(form.get("code"), None)
        if asked is None:
            return 400, {"error": "invalid_grant"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 400, {"error": "invalid_client"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        access_token = secrets.token_urlsafe(16)
        self.tokens[access_token] = dict(self.person)
        return 200, {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": 3600,
            "id_token": self.id_token(asked, access_token),
        }


def handler_of(issuer):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            where = urlsplit(self.path)
            issuer.seen.append(where.path)
            if where.path == issuer.lies.get("down"):
                return self.answer(503, b"<h1>Service unavailable</h1>", "text/html")
            if where.path == issuer.lies.get("drips"):
                return self.drip()
            if where.path == "/auth":
                asked = {name: values[0] for name, values in parse_qs(where.query).items()}
                code = secrets.token_urlsafe(8)
                issuer.codes[code] = asked
                back = urlencode({"code": code, "state": asked["state"], "session_state": "x"})
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                return self.end_headers()
            if where.path == "/me":
                person = issuer.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
                if person is None:
                    return self.say(401, {"error": "invalid_token"})
                return self.say(200, person | issuer.lies.get("userinfo", {}))
            if where.path == "/certs":
                return self.say(200, issuer.keys())
            return self.say(200, issuer.document())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            issuer.seen.append(self.path)
            if self.path == issuer.lies.get("down"):
                return self.answer(503, b"<h1>Service unavailable</h1>", "text/html")
            return self.say(*issuer.token({name: values[0] for name, values in parse_qs(body).items()}))

        def say(self, status, told):
            self.answer(status, json.dumps(told).encode(), "application/json")

        def answer(self, status, body, kind):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def drip(self):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _ in range(1000):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    return
                time.sleep(0.02)

        def log_message(self, *args):
            pass

    return Handler


def public(kid):
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA[kid].public_key())) | {"kid": kid, "use": "sig"}


def half_hash(access_token):
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()[:16]).rstrip(b"=").decode()


def public_pem(kid):
    key = RSA[kid].public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
