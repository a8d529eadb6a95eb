"""Deliver the outbox and run due jobs with nothing but the database: no Celery, no Redis."""

import signal
import time
from importlib import import_module

import structlog
from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from apps.core.ticks import run_once

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="One round, then stop")
        parser.add_argument("--pause", type=float, default=5.0, help="Seconds between rounds")

    def handle(self, *args, once, pause, **options):
        self.is_asked_to_stop = False
        signal.signal(signal.SIGTERM, self.stop)
        schedule = import_module(settings.SCHEDULE_MODULE).SCHEDULE
        current_app.loader.import_default_modules()
        while not self.is_asked_to_stop:
            try:
                self.go_round(schedule)
            except (OperationalError, InterfaceError) as problem:
                if once:
                    raise
                log.warning("due_work.database_is_away", problem=type(problem).__name__)
            if once:
                return
            time.sleep(pause)

    def go_round(self, schedule):
        """Run whatever is due. A database that is away now answers again in some later round."""
        close_old_connections()
        for job in schedule.values():
            run_once(job, current_app.tasks[job.task].run)

    def stop(self, *_):
        self.is_asked_to_stop = True
