"""Make the first administrator of a new installation. The next ones are added on screen."""

from django.core.management.base import BaseCommand, CommandError

from apps.audit.actors import Actor, acting
from apps.core.errors import Refused
from apps.users.models import SupportMembership, SupportRole
from apps.users.services.dfe import give_support_role


class Command(BaseCommand):
    help = "Add an administrator: add_administrator ada.osei@education.gov.uk --first-name Ada --last-name Osei"

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--force", action="store_true", help="although there is an administrator already")

    def handle(self, *, email, first_name, last_name, force, **options):
        there_is_one = SupportMembership.objects.filter(role=SupportRole.ADMINISTRATOR, ended_at=None).exists()
        if there_is_one and not force:
            raise CommandError(
                "There is an administrator already, who can add others on screen. Use --force to add one here."
            )
        with acting(Actor.job("add_administrator")) as actor:
            try:
                give_support_role(
                    SupportRole.ADMINISTRATOR, email=email, first_name=first_name, last_name=last_name, by=actor
                )
            except Refused as refusal:
                raise CommandError(refusal.words)
        self.stdout.write(f"{first_name} {last_name} ({email}) is an administrator and can sign in.")
