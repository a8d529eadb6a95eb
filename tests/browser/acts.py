"""What people do in the demo's world that leads to pages without a link: they tick, choose files, and press buttons.

Each act opens pages one after the other, and yields a name for each while it stands open.
"""

from django.urls import reverse
from playwright.sync_api import expect

from apps.assurance.answers import lines_waiting_for
from apps.assurance.files import hours_answers
from apps.claims.enums import ClaimStatus
from apps.payments.enums import Outcome
from apps.payments.models import PaymentLine
from apps.policy.figures import current_year
from apps.providers.models import Provider
from apps.schools.models import School, Trust
from apps.training.files import ledger
from apps.training.services.files import work_through_files
from claims_service.local.demo.people import HOLLINS, THAMES, TRUST

SOME = 3


def press(page, words):
    """A button, by the beginning of its words."""
    page.locator("main").get_by_role("button", name=words).first.click()
    page.wait_for_load_state("load")


def tick(page, name, most=None):
    """The check boxes of a question, or the first few of them."""
    boxes = page.locator(f"main input[type=checkbox][name={name}]")
    for index in range(min(boxes.count(), most or boxes.count())):
        boxes.nth(index).check()


def claims_page(home, status):
    trust = Trust.objects.get(uid=TRUST)
    return f"{home}{reverse('claims:trust-list-claims', args=[trust.pk])}?status={status}"


def submit_for_many(page, home):
    """Tariq ticks drafts, declares for all of them, and reads what became of each."""
    page.goto(claims_page(home, ClaimStatus.DRAFT))
    press(page, "Submit chosen drafts")
    yield "trust claims, none ticked"
    tick(page, "claim")
    press(page, "Submit chosen drafts")
    yield "trust submit"
    press(page, "Submit")
    yield "trust submit, nothing declared"
    tick(page, "declared")
    page.locator("main input[name=is_mentor][value=no]").check()
    press(page, "Submit")
    expect(page.locator(".govuk-panel")).to_be_visible()
    yield "trust submitted"


def withdraw_for_many(page, home):
    """Tariq ticks claims that were submitted, and withdraws them."""
    page.goto(claims_page(home, ClaimStatus.SUBMITTED))
    tick(page, "claim", SOME)
    press(page, "Withdraw chosen claims")
    yield "trust withdraw"
    page.locator("main textarea").fill("The training was put off.")
    press(page, "Withdraw")
    expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
    yield "trust withdrawn"


def draft_for_many(page, home):
    """Tariq chooses a provider, schools, mentors and hours."""
    trust, provider = Trust.objects.get(uid=TRUST), Provider.objects.exclude(code=THAMES).order_by("name").first()
    page.goto(f"{home}{reverse('claims:trust-start-drafts', args=[trust.pk])}?q={provider.name}")
    yield "trust providers found"
    page.locator(f"main input[type=radio][value='{provider.pk}']").check()
    press(page, "Continue")
    yield "trust schools"
    press(page, "Continue")
    yield "trust schools, none ticked"
    tick(page, "schools")
    press(page, "Continue")
    yield "trust mentors"
    press(page, "Continue")
    yield "trust mentors, none ticked"
    tick(page, "everyone")
    press(page, "Continue")
    yield "trust hours"
    press(page, "Make the drafts")
    yield "trust hours, not agreed"
    tick(page, "agreed")
    press(page, "Make the drafts")
    yield "trust drafts made"


def hours_by_file(page, home):
    """Bilal uploads hours of which one row is wrong, looks at what they would do, and records the good ones."""
    year, thames = current_year(), Provider.objects.get(code=THAMES)
    rows = [f"76543{number},{HOLLINS},{year},,,6," for number in (31, 32)]
    page.goto(home + reverse("training:provider-upload-hours", args=[thames.pk]))
    choose_file(page, ",".join(ledger.COLUMNS), *rows, f"123,{HOLLINS},{year},,,ten,")
    yield "hours file waits"
    work_through_files()
    page.reload()
    yield "hours file"
    press(page, "Record")
    work_through_files()
    page.reload()
    yield "hours file recorded"


def answers_by_file(page, home):
    """Bilal answers for a mentor by file, with another row that cannot be sent."""
    thames = Provider.objects.get(code=THAMES)
    line = lines_waiting_for(thames).select_related("mentor").first()
    good = {"claim_line_id": line.pk, "mentor_trn": line.mentor.trn, "hours_claimed": line.hours, "answer": "confirmed"}
    page.goto(home + reverse("assurance:provider-upload-answers", args=[thames.pk]))
    rows = [
        ",".join(str(one.get(name, "")) for name in hours_answers.COLUMNS) for one in (good, good | {"mentor_trn": "1"})
    ]
    choose_file(page, ",".join(hours_answers.COLUMNS), *rows)
    yield "answers file"
    press(page, "Send")
    yield "answers file sent"


def confirm_by_page(page, home):
    """Bilal confirms one mentor's hours, and says that another is not his."""
    thames = Provider.objects.get(code=THAMES)
    page.goto(home + reverse("assurance:provider-list-confirmations", args=[thames.pk]))
    for fieldset, value in zip(
        page.locator("main fieldset:has(input[type=radio])").all(), ("confirmed", "not_our_mentor"), strict=False
    ):
        fieldset.locator(f"input[value={value}]").check()
    press(page, "Continue")
    yield "confirm, next page"


def many_eligible(page, home):
    """Cora makes schools eligible by a list of which one line is wrong."""
    urns = School.objects.filter(is_open=True).exclude(eligibilities__year=current_year()).values_list("urn", flat=True)
    page.goto(home + reverse("support:make-many-eligible"))
    page.locator("main input[type=radio]").first.check()
    page.locator("main textarea[name=urns]").fill("\n".join([*urns[:SOME], "12"]))
    page.locator("main textarea[name=reason]").fill("Their provider told us.")
    press(page, "Continue")
    yield "many eligible"
    press(page, "Make")
    yield "many made eligible"


def payer_file(page, home):
    """Fin uploads an answer, and a row about a claim that nobody knows."""
    line = (
        PaymentLine.objects.filter(outcome=Outcome.OUTSTANDING, run__status="released").select_related("claim").first()
    )
    page.goto(home + reverse("payments:payer-upload-file"))
    choose_file(
        page,
        "claim_reference,claim_status,paid_on",
        f"{line.claim.reference},paid,{line.run.released_at:%Y-%m-%d}",
        "ABC,paid,",
    )
    yield "payer file"
    press(page, "Apply")
    yield "payer file applied"


def choose_file(page, *lines):
    """Choose a file of these lines, and press the button."""
    file = {"name": "words.csv", "mimeType": "text/csv", "buffer": ("\r\n".join(lines) + "\r\n").encode()}
    page.locator("main input[type=file]").set_input_files(file)
    press(page, "Continue")


ACTS = [
    ("Tariq", submit_for_many),
    ("Tariq", withdraw_for_many),
    ("Tariq", draft_for_many),
    ("Bilal", hours_by_file),
    ("Bilal", answers_by_file),
    ("Bilal", confirm_by_page),
    ("Cora", many_eligible),
    ("Fin", payer_file),
]
