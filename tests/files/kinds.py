"""Every kind of file that people upload: a good one, and what comes of one."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.assurance.models import Confirmation
from apps.assurance.services import answer_files
from apps.core.files.reading import read_rows
from apps.payments.models import PayerAnswer
from apps.payments.services import uploads
from apps.payments.services.runs import prepare_run, release_run
from apps.schools.models import Eligibility
from apps.schools.services.many_eligible import make_many_eligible
from apps.support.views.eligible import sorted_out
from apps.training.models import LedgerItem
from apps.training.services import files as hours_files
from apps.users.models import SupportRole
from tests.assurance.world import asked_claim, member_at, provider_with_people
from tests.factories import MentorFactory, SchoolFactory, approved_claim, payer_person, support_person, year_2025

WORDS = ["The school’s account", "Zoë O’Neill – “coaching”", "Siân’s café (50 €)"]
NAME = "file.csv"


class Kind:
    """A good file of three rows, whose keys stand in the first column. `send` gives the numbers of the rows to correct."""

    columns: tuple = ()
    rows: list = []
    beside: dict = {}
    read_at_once = 1_000_000

    @property
    def good(self):
        return "".join(",".join(row) + "\r\n" for row in [self.columns, *self.rows]).encode()

    def post(self, client, data):
        """Upload a file on its page, with what the page asks for beside it."""
        chosen = SimpleUploadedFile(NAME, data, content_type="text/csv")
        return client.post(self.page, self.beside | {"file": chosen})


class PayerAnswers(Kind):
    """What the payer says of claims."""

    columns = ("claim_reference", "claim_status", "claim_unpaid_reason")

    def __init__(self):
        claims = [approved_claim(hours=(1,)) for _ in WORDS]
        priya, pete = (support_person(SupportRole.PAYMENTS_OFFICER) for _ in range(2))
        release_run(prepare_run(claims[0].window, by=priya), by=pete)
        self.by, self.page = payer_person(), reverse("payments:payer-upload-file")
        self.rows = [[claim.reference, "not_paid", words] for claim, words in zip(claims, WORDS, strict=True)]

    def send(self, data):
        file = uploads.keep_upload(NAME, data, by=self.by)
        uploads.apply_file(file, by=self.by)
        return tuple(found["row"] for found in file.problems)

    def came(self):
        return set(PayerAnswer.objects.values_list("line__claim__reference", "says", "reason"))


class Hours(Kind):
    """Hours for a provider's ledger."""

    columns = ("mentor_trn", "school_urn", "academic_year", "trained_on", "what", "hours")
    read_at_once = hours_files.AT_ONCE

    def __init__(self):
        self.provider = provider_with_people()
        self.by, self.page = (
            member_at(self.provider),
            reverse("training:provider-upload-hours", args=[self.provider.pk]),
        )
        school = SchoolFactory()
        mentors = MentorFactory.create_batch(3, at=school)
        day = year_2025().training_from.isoformat()
        self.rows = [
            [mentor.trn, school.urn, "2025 to 2026", day, words, "1:30"]
            for mentor, words in zip(mentors, WORDS, strict=True)
        ]

    def send(self, data):
        file = hours_files.keep_file(self.provider, NAME, data, by=self.by)
        hours_files.apply_file(file, by=self.by)
        return tuple(found["row"] for found in file.problems)

    def came(self):
        return set(LedgerItem.objects.values_list("entry__trn", "minutes", "what"))


class ProviderAnswers(Kind):
    """What a provider answers about hours that schools claim."""

    columns = ("claim_line_id", "mentor_trn", "hours_claimed", "answer", "reason", "words")

    def __init__(self):
        self.provider = provider_with_people()
        self.by, self.page = (
            member_at(self.provider),
            reverse("assurance:provider-upload-answers", args=[self.provider.pk]),
        )
        lines = asked_claim(hours=(16, 5, 3), provider=self.provider).lines.select_related("mentor")
        self.rows = [
            [str(line.pk), line.mentor.trn, str(line.hours), "cannot_verify", "other", words]
            for line, words in zip(lines, WORDS, strict=True)
        ]

    def send(self, data):
        file = answer_files.keep_file(self.provider, NAME, data, by=self.by)
        answer_files.apply_file(self.provider, file, by=self.by)
        return tuple(found["row"] for found in file.answers["problems"])

    def came(self):
        return set(Confirmation.objects.values_list("mentor__trn", "answer", "words"))


class ManyEligible(Kind):
    """Schools that DfE makes eligible in one go."""

    columns = ("urn", "school_name")

    def __init__(self):
        self.by, self.page = support_person(SupportRole.CASEWORKER), reverse("support:make-many-eligible")
        self.beside = {"year": "2025 to 2026", "reason": "Asked for"}
        self.rows = [[SchoolFactory().urn, words] for words in WORDS]

    def send(self, data):
        urns, problems = sorted_out(read_rows(NAME, data, required=["urn"]))
        make_many_eligible(urns, year_2025(), by=self.by, reason="Asked for")
        return tuple(number for number, _, _ in problems)

    def came(self):
        return set(Eligibility.objects.values_list("school__urn"))


KINDS = [PayerAnswers, Hours, ProviderAnswers, ManyEligible]
