"""Where everything of this checkout listens, and the settings that say so.

Ports are chosen once and kept in .var/ports.json, so that a restart moves nothing and two checkouts never meet.
What the environment names already is left as it is.
"""

import contextlib
import hashlib
import json
import os
import socket
from urllib.parse import urlsplit

from claims_service.local import postgres

PORTS = postgres.VAR / "ports.json"
STAND_INS = ("sign_in", "teaching_record", "notify", "bank_holidays", "schools_register", "providers_register")
NAMES = (*STAND_INS, "redis")
LOWEST, SPAN = 20000, 12000
CLIENT_ID, CLIENT_SECRET = "claims-local", "local-only-client-secret"
TRS_KEY = "local-only-teaching-record-key"
NOTIFY_KEY = "local-11111111-1111-4111-8111-111111111111-22222222-2222-4222-8222-222222222222"
RECEIPTS_TOKEN = "local-only-receipts-token"


def kept_ports():
    """The ports of this checkout, choosing those that it has not yet."""
    try:
        kept = {name: port for name, port in json.loads(PORTS.read_text()).items() if name in NAMES}
    except (OSError, ValueError):
        kept = {}
    if missing := [name for name in NAMES if name not in kept]:
        keep(kept | dict(zip(missing, free_ports(len(missing), kept.values()), strict=True)))
        return kept_ports()
    return kept


def keep(ports):
    PORTS.parent.mkdir(parents=True, exist_ok=True)
    fresh = PORTS.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(ports, indent=2) + "\n")
    fresh.replace(PORTS)


def choose_again_where_taken():
    """A port that another program holds is given up for a free one."""
    ports = kept_ports()
    keep({name: port for name, port in ports.items() if is_free(port)})
    return kept_ports()


def free_ports(count, taken):
    """So many free ports, looked for from a place that belongs to this checkout."""
    start = int(hashlib.sha256(str(postgres.ROOT).encode()).hexdigest()[:8], 16) % SPAN
    found = []
    for step in range(SPAN):
        port = LOWEST + (start + step) % SPAN
        if port not in taken and is_free(port):
            found.append(port)
        if len(found) == count:
            break
    return found


def is_free(port, host="127.0.0.1"):
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def environment():
    """Every setting of a local run that the environment has not given."""
    ports = kept_ports()
    web_port = os.environ.get("PORT", "8000")
    sign_in = f"http://localhost:{ports['sign_in']}"
    settings = {
        "PORT": web_port,
        "BASE_URL": f"http://localhost:{web_port}",
        "DSI_ISSUER": sign_in,
        "DSI_DISCOVERY_URL": f"{sign_in}/.well-known/openid-configuration",
        "DSI_CLIENT_ID": CLIENT_ID,
        "DSI_CLIENT_SECRET": CLIENT_SECRET,
        "TRS_BASE_URL": f"http://127.0.0.1:{ports['teaching_record']}",
        "TRS_API_KEY": TRS_KEY,
        "NOTIFY_BASE_URL": f"http://127.0.0.1:{ports['notify']}",
        "NOTIFY_API_KEY": NOTIFY_KEY,
        "NOTIFY_RECEIPTS_TOKEN": RECEIPTS_TOKEN,
        "BANK_HOLIDAYS_URL": f"http://127.0.0.1:{ports['bank_holidays']}/bank-holidays.json",
        "SCHOOLS_REGISTER_URL": f"http://127.0.0.1:{ports['schools_register']}",
        "PROVIDERS_REGISTER_URL": f"http://127.0.0.1:{ports['providers_register']}/accredited_providers.csv",
    }
    if "DATABASE_URL" not in os.environ:
        database = postgres.addresses(postgres.find_home(), postgres.DATABASE)
        settings |= {"DATABASE_URL": database.app_url, "MIGRATION_DATABASE_URL": database.owner_url}
    else:
        settings["MIGRATION_DATABASE_URL"] = os.environ["DATABASE_URL"]
    return {name: os.environ.get(name, value) for name, value in settings.items()}


def is_here(address):
    """Whether a stand-in of this checkout answers there."""
    parts = urlsplit(address)
    return parts.hostname in ("localhost", "127.0.0.1") and parts.port is not None


def plain(url):
    """A database address as psycopg reads it: over a socket there is no host before the port."""
    return url.replace("@:5432/", "@/")
