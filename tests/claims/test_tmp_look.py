import os
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
from datetime import date
import pytest
from django.conf import settings
from django.urls import reverse
from django.test import Client
from playwright.sync_api import sync_playwright
from axe_playwright_python.sync_playwright import Axe
from apps.claims.enums import Move
from apps.claims.lifecycle import move
from apps.claims.journeys.add_claim.journey import answers_from_lines
from tests.factories import *
pytestmark = [pytest.mark.django_db(transaction=True)]

def test_look(live_server, settings):
    open_window()
    trust = TrustFactory(name="Kelder Learning Trust")
    school = school_that_can_claim(name="Hollins Primary School", trust=trust)
    SchoolFactory(name="Tarn Hows School", trust=trust)
    thames = ProviderFactory(name="Thames Teacher Training Partnership", town="Reading", postcode="RG1 1AA")
    ProviderFactory(name="Thames Valley University", accredited=False)
    ada = MentorFactory(at=school, first_name="Ada", last_name="Byron")
    mary = MentorFactory(at=school, first_name="Mary", last_name="Somerville")
    MentorFactory(at=school, first_name="Not", last_name="Checked", verified_at=None)
    sub = submitted_claim((10,), school=school, provider=thames, mentors=[mary])
    ret = submitted_claim((9, 4), school=school, provider=ProviderFactory(name="Tyne ITT"), mentors=[ada, mary])
    move(ret, Move.RETURN, by=school.member, return_words="Ada Byron trained for 6 hours, not 9.", return_by=date(2026, 2, 24), note={"words": "Ada Byron trained for 6 hours, not 9."})
    draft = draft_claim((5, 6), school=school, provider=thames, mentors=[ada, mary])
    draft.answers = {**answers_from_lines(draft), "agreed": "agreed=on"}; draft.save()
    from apps.policy.models import ClaimWindow; ClaimWindow.objects.update(closes_on=date(2026, 12, 31))
    def client_for(u):
        c = Client(); c.force_login(u); return c
    anne = client_for(school.member)
    tariq = client_for(member_of(trust))
    mo = UserFactory(is_mentor=True, email="mo@x.example"); ada.user = mo; ada.save()
    mo2 = UserFactory(is_mentor=True, email="mo2@x.example"); p = mary.places.get(); p.email = mo2.email; p.save()
    moc, moc2 = client_for(mo), client_for(mo2)
    u = lambda n, *a: reverse(n, args=[school.pk, *a])
    pages = [
      (anne, "home", u("doors:school-home")), (anne, "claims", u("claims:school-list-claims")), (anne, "start", u("claims:school-start-claim")),
      (anne, "results", u("claims:school-start-claim") + "?q=thames"), (anne, "mentors", u("claims:school-add-claim", draft.pk, "mentors")),
      (anne, "hours", u("claims:school-add-claim", draft.pk, f"hours-{ada.pk}")), (anne, "agreed", u("claims:school-add-claim", draft.pk, "agreed")),
      (anne, "check", u("claims:school-add-claim", draft.pk, "check-your-answers")), (anne, "check_returned", u("claims:school-add-claim", ret.pk, "check-your-answers")),
      (anne, "submitted", u("claims:school-claim-submitted", sub.pk)), (anne, "claim_sub", u("doors:school-show-claim", sub.pk)), (anne, "claim_ret", u("doors:school-show-claim", ret.pk)),
      (anne, "claim_draft", u("doors:school-show-claim", draft.pk)), (anne, "withdraw", u("claims:school-withdraw-claim", sub.pk)), (anne, "discard", u("claims:school-discard-draft", draft.pk)),
      (anne, "mentors_list", u("claims:school-list-mentors")), (anne, "mentor", u("claims:school-show-mentor", ada.places.get().pk)), (anne, "end_place_no", u("claims:school-end-place", ada.places.get().pk)),
      (anne, "add_mentor", u("mentors:school-start-mentor")), (anne, "email", u("mentors:school-change-email", ada.places.get().pk)),
      (tariq, "trust", reverse("doors:trust-home", args=[trust.pk])), (moc, "mentor_home", reverse("doors:mentor-home")), (moc2, "mentor_who", reverse("doors:mentor-home")),
    ]
    only = os.environ.get("ONLY", "").split(",") if os.environ.get("ONLY") else None
    with sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        for width in (1280, 375):
            for c, name, path in pages:
                if only and name not in only: continue
                context = browser.new_context(viewport={"width": width, "height": 900})
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": c.session.session_key, "url": live_server.url}])
                page = context.new_page()
                errs = []
                page.on("console", lambda m: errs.append(m.text) if m.type == "error" else None)
                r = page.goto(live_server.url + path)
                page.screenshot(path=f"/tmp/shots_claims/{name}_{width}.png", full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                ax = Axe().run(page).response["violations"] if width == 1280 else []
                print("LOOK", name, width, r.status, "WIDE" if wide else "", errs, [(v["id"], v["nodes"][0]["html"][:120]) for v in ax])
                context.close()
        browser.close()
    assert 0
