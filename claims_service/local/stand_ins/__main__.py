"""Start the stand-ins that the settings lead to, until told to stop. A party whose address is elsewhere gets none."""

import os
import signal
import sys
import threading
from urllib.parse import urlsplit

from claims_service.local import addresses, postgres
from claims_service.local.stand_ins.bank_holidays import BankHolidays
from claims_service.local.stand_ins.notify import Notify
from claims_service.local.stand_ins.registers import ProvidersRegister, SchoolsRegister
from claims_service.local.stand_ins.sign_in import SignIn
from claims_service.local.stand_ins.teaching_record import TeachingRecord

KEPT = postgres.VAR / "stand_ins"
CALLBACK = "/sign-in/oidc/dfe/login/callback/"
SIGNED_OUT = "/signed-out/"
RECEIPTS = "/notifications/receipts/"
PREVIEWS = "/emails/"


def sign_in(settings, where):
    bases = [settings["BASE_URL"], by_number(settings["BASE_URL"])]
    return SignIn(
        KEPT,
        settings["DSI_CLIENT_ID"],
        settings["DSI_CLIENT_SECRET"],
        redirects=[base + CALLBACK for base in bases],
        sign_out_redirects=[base + SIGNED_OUT for base in bases],
        **where,
    )


def teaching_record(settings, where):
    return TeachingRecord(settings["TRS_API_KEY"], **where)


def notify(settings, where):
    return Notify(
        KEPT,
        settings["NOTIFY_API_KEY"],
        receipts_url=by_number(settings["BASE_URL"]) + RECEIPTS,
        receipts_token=settings["NOTIFY_RECEIPTS_TOKEN"],
        previews_url=settings["BASE_URL"] + PREVIEWS,
        **where,
    )


def bank_holidays(settings, where):
    return BankHolidays(**where)


def schools_register(settings, where):
    return SchoolsRegister(**where)


def providers_register(settings, where):
    return ProvidersRegister(**where)


STAND_INS = {
    "DSI_DISCOVERY_URL": sign_in,
    "TRS_BASE_URL": teaching_record,
    "NOTIFY_BASE_URL": notify,
    "BANK_HOLIDAYS_URL": bank_holidays,
    "SCHOOLS_REGISTER_URL": schools_register,
    "PROVIDERS_REGISTER_URL": providers_register,
}


def by_number(address):
    """The same address for those who do not look names up."""
    return address.replace("//localhost:", "//127.0.0.1:")


def main():
    asked_to_stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: asked_to_stop.set())
    settings = addresses.environment()
    bind = os.environ.get("STAND_INS_BIND", "127.0.0.1")
    running = []
    try:
        for name, make in STAND_INS.items():
            parts = urlsplit(settings[name])
            if addresses.is_here(settings[name]):
                where = {"port": parts.port, "bind": bind, "host": parts.hostname}
                running.append(make(settings, where).start())
                print(f"{running[-1].name} answers at {running[-1].url}", flush=True)
        asked_to_stop.wait()
    except OSError as problem:
        sys.exit(f"A stand-in cannot listen: {problem.strerror}. Delete {addresses.PORTS} to choose other ports.")
    finally:
        for stand_in in running:
            stand_in.stop()


if __name__ == "__main__":
    main()
