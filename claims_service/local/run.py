"""One command, the whole service: what `make run` starts, in order, and stops cleanly.

python -m claims_service.local.run [stop]
"""

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psycopg

from claims_service.local import addresses, broker, postgres, processes
from claims_service.local.addresses import is_here
from claims_service.local.cast import CAST, MENTOR

PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
LOCK = postgres.VAR / "run.lock"
MIGRATED = postgres.VAR / "migrated"
DEMO = postgres.ROOT / "claims_service" / "local" / "demo" / "__main__.py"
FILLING = postgres.VAR / "filling"
MOST_RESTARTS = 5


class AskedToStop(BaseException):
    """Ctrl-C, or a polite kill."""


def main(words):
    if words == ["stop"]:
        return stop()
    if words:
        raise SystemExit("usage: python -m claims_service.local.run [stop]")
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, ask_to_stop)
    running = processes.Processes()
    with only_one_run():
        try:
            run(running)
        except AskedToStop:
            say("Stopping")
        finally:
            clean_up(running)
    return None


def run(running):
    """Start everything in order, say where it is, and watch over it."""
    if processes.stop_leftovers():
        say("Stopped what an earlier run had left behind")
    processes.set_logs_aside()
    port = web_port()
    ports = addresses.choose_again_where_taken()
    say("PostgreSQL")
    postgres.start()
    redis = broker.choose(ports["redis"], postgres.VAR / "redis")
    environment = surroundings(redis)

    say(redis.words)
    if redis.command:
        running.start("redis", redis.command, environment, cwd=postgres.VAR / "redis")
    say("Stand-ins of the outside parties")
    running.start("stand_ins", [PYTHON, "-m", "claims_service.local.stand_ins"], environment)
    migrate_if_behind(running, environment)
    fill_if_empty(running, environment)
    say("Web")
    running.start("web", web_command(port), environment)
    wait_for_web(running, port)
    for name, command in background_commands(bool(redis.url)).items():
        running.start(name, command, environment)
    tell(environment)
    watch(running, environment)


def say(words):
    print(f"  {words}", flush=True)


def ask_to_stop(*_):
    """Heard once: while things are being stopped, asking again changes nothing."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    raise AskedToStop


@contextlib.contextmanager
def only_one_run():
    """One run of a checkout at a time. A killed one lets go by itself."""
    try:
        postgres.VAR.mkdir(parents=True, exist_ok=True)
        handle = os.open(LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise SystemExit(f"Cannot write {LOCK} ({problem.strerror}): run as the user who owns this folder.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise SystemExit("The service of this checkout runs already: stop it with make stop.") from None
    try:
        yield
    finally:
        os.close(handle)


def web_port():
    """The port people use, free and sensible, or one line that says why not."""
    said = os.environ.get("PORT", "8000")
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= 65535:
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {said}.")
    if not addresses.is_free(int(said)):
        raise SystemExit(
            f"Port {said} is taken by another program: choose another, for example PORT={int(said) + 1} make run."
        )
    return int(said)


def surroundings(redis):
    """What every process of the service is told."""
    return {
        **os.environ,
        **addresses.environment(),
        "BROKER_URL": redis.url,
        "DJANGO_SETTINGS_MODULE": "claims_service.settings.local",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def web_command(port):
    bind = f"{os.environ.get('HOST', '127.0.0.1')}:{port}"
    return [
        *(PYTHON, "-m", "gunicorn", "claims_service.wsgi", "--bind", bind, "--workers", "2", "--preload"),
        *("--no-control-socket", "--graceful-timeout", "5"),
    ]


def background_commands(has_broker):
    """What works behind the pages. Without a broker one process does all of it."""
    celery = [PYTHON, "-m", "celery", "-A", "claims_service"]
    commands = {"run_due_work": [*MANAGE, "run_due_work", "--pause", "2"]}
    if has_broker:
        commands["worker"] = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle"]
        schedule = postgres.VAR / "celerybeat"
        commands["beat"] = [*celery, "beat", "--loglevel", "INFO", "--pidfile=", "--schedule", schedule]
    return commands


def finish(running, name, command, environment):
    """Run one program to its end, its words on the screen."""
    process = subprocess.Popen(command, cwd=postgres.ROOT, env=environment, start_new_session=True)
    code = running.keep(name, process).wait()
    del running.started[name]
    if code:
        raise SystemExit(f"{name} failed: the lines above say why.")


def migrate_if_behind(running, environment):
    """Bring the schema up to date, as its owner. A look at the names takes a moment, Django's own look some seconds."""
    libraries = hashlib.sha256((postgres.ROOT / "requirements.txt").read_bytes()).hexdigest()
    if applied_migrations(environment) >= our_migrations() and MIGRATED.exists() and MIGRATED.read_text() == libraries:
        return
    say("Database schema")
    migrate = [*MANAGE, "migrate", "--skip-checks", "--verbosity", "0"]
    finish(running, "Bringing the schema up to date", migrate, environment | {"CLAIMS_DB_OWNER": "yes"})
    MIGRATED.write_text(libraries)


def our_migrations():
    return {(path.parts[-3], path.stem) for path in postgres.ROOT.glob("apps/*/migrations/[0-9]*.py")}


def applied_migrations(environment):
    with psycopg.connect(addresses.plain(environment["MIGRATION_DATABASE_URL"])) as database:
        if not database.execute("select to_regclass('django_migrations')").fetchone()[0]:
            return set()
        return set(database.execute("select app, name from django_migrations").fetchall())


def fill_if_empty(running, environment):
    """Fill an empty service with the demo, where this checkout has one."""
    if not DEMO.exists():
        return
    with psycopg.connect(addresses.plain(environment["DATABASE_URL"])) as database:
        is_empty = not database.execute("select exists (select from schools_school)").fetchone()[0]
    if FILLING.exists() and not is_empty:
        say("The demo data was cut short last time and is not whole: make clean, then make run, starts afresh")
    if is_empty:
        say("Demo data (once; up to a minute)")
        FILLING.touch()
        # Made from nothing, so it need not wait for the disk at every step, and no worker is there to be nudged.
        quick = environment | {"PGOPTIONS": "-c synchronous_commit=off", "BROKER_URL": ""}
        finish(running, "Filling the demo", [PYTHON, "-m", "claims_service.local.demo"], quick)
        FILLING.unlink()


def wait_for_web(running, port):
    """Until it answers, whatever it answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if "web" in running.stopped_by_themselves():
            break
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError as problem:
            problem.close()
            if problem.code >= 500:
                say("It answers with an error: see .var/log/web.log")
        except OSError:
            time.sleep(0.05)
            continue
        return
    raise SystemExit(f"The web process did not start; the last line of its log is: {processes.last_words('web')}")


def tell(environment):
    """One address, who can sign in there, and where the stand-ins show what they hold."""
    people = [(person.full_name, person.does) for person in CAST.values()]
    people.append((MENTOR.full_name, f"{MENTOR.does} sent to {MENTOR.email}"))
    width = max(len(name) for name, _ in people)
    pages = {"NOTIFY_BASE_URL": "Emails that it sent", "TRS_BASE_URL": "Teachers to add as mentors"}
    lines = [
        "",
        f"Open {environment['BASE_URL']}",
        "",
        "Who can sign in:",
        *(f"  {name:{width}}  {does}" for name, does in people),
        "",
        *(f"{words + ':':28} {environment[name]}" for name, words in pages.items() if is_here(environment[name])),
        f"{'How every email reads:':28} {environment['BASE_URL']}/emails/",
        "Logs are in .var/log. Ctrl-C stops everything.",
    ]
    print("\n".join(lines), flush=True)


def watch(running, environment):
    """Start again what stops by itself; without the web process there is nothing to run for."""
    restarts = {}
    while True:
        time.sleep(0.5)
        for name in running.stopped_by_themselves():
            process = running.started[name]
            if name == "web":
                raise SystemExit(f"The web process stopped; the last line of its log is: {processes.last_words(name)}")
            restarts[name] = restarts.get(name, 0) + 1
            if restarts[name] > MOST_RESTARTS:
                del running.started[name]
                say(f"{name} keeps stopping and is left alone: see .var/log/{name}.log")
                continue
            say(f"{name} stopped ({processes.last_words(name)}); starting it again")
            running.start(name, process.args, environment, cwd=working_folder(name))


def working_folder(name):
    return postgres.VAR / "redis" if name == "redis" else postgres.ROOT


def clean_up(running):
    """Stop everything this run started; the database too, unless somebody else uses it."""
    running.stop_all()
    for _ in range(10):
        if postgres.stop(only_if_idle=True) or not postgres.running():
            return
        time.sleep(0.2)
    say("The database stays up: something else uses it.")


def stop():
    """What `make stop` does, from another terminal or after a crash."""
    parent, _ = processes.read_note()
    if processes.is_alive(parent):
        os.kill(parent[0], signal.SIGTERM)
        until = time.monotonic() + 30
        while processes.is_alive(parent) and time.monotonic() < until:
            time.sleep(0.1)
    processes.stop_leftovers()
    postgres.stop()
    print("Everything of this checkout has stopped.")


if __name__ == "__main__":
    main(sys.argv[1:])
