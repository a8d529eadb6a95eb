"""The partner board: schools say which trainees they would host, providers which mentors they want, and each reads the other."""

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.mentors.models import HostingOffer, MentorsWanted
from apps.mentors.services.board import BoardChanged, put_on_board, take_off_board
from apps.policy.models import AcademicYear
from apps.providers.models import Purpose
from apps.providers.services.contacts import name_contact
from tests.factories import ProviderFactory, member_of, open_window, school_that_can_claim, submitted_claim, year_2025

pytestmark = pytest.mark.django_db
YEAR = "2025-to-2026"


@pytest.fixture
def hollins():
    open_window()
    return school_that_can_claim(name="Hollins Primary School", town="Hollins", authority_name="Kelder", urn="100001")


@pytest.fixture
def thames():
    return ProviderFactory(name="Thames Teacher Training")


@pytest.fixture
def bilal(thames):
    return member_of(thames, first_name="Bilal", last_name="Aziz")


@pytest.fixture
def anne(client, hollins):
    client.force_login(hollins.member)
    return client


@pytest.fixture
def at_thames(client, bilal):
    client.force_login(bilal)
    return client


def page_of(name, *args):
    return reverse(f"doors:{name}", args=args)


def offer(school, number=2, *, phases=("primary",), subjects=("mathematics",), words="", year=None):
    return put_on_board(
        school,
        year or year_2025(),
        version=0,
        number=number,
        phases=phases,
        subjects=subjects,
        words=words,
        by=school.member,
    )


def want(provider, by, number=3, *, phases=("secondary",), subjects=("physics",), area="Leeds", words=""):
    return put_on_board(
        provider,
        year_2025(),
        version=0,
        number=number,
        phases=phases,
        subjects=subjects,
        area=area,
        words=words,
        by=by,
    )


def test_a_school_says_what_it_would_host_changes_it_and_takes_it_back(anne, hollins):
    show, change = page_of("school-show-hosting", hollins.pk), page_of("school-offer-hosting", hollins.pk, YEAR)
    assert "You have not said what you would host." in anne.get(show).content.decode()
    empty = anne.post(change, {"version": 0}).content.decode()
    assert empty.count("Enter how many trainees you would host") == 2
    assert empty.count("Select a phase") == 2
    said = {"number": "2", "phases": ["primary"], "subjects": ["mathematics"], "words": "From Easter", "version": 0}

    page = anne.post(change, said, follow=True).content.decode()

    assert "Saved for 2025 to 2026." in page
    assert "Mathematics. Primary" in page
    assert "From Easter" in page
    assert "You would host 2 trainees in 2025 to 2026." in anne.get(page_of("school-home", hollins.pk)).content.decode()
    anne.post(change, said | {"number": "4", "version": 1})
    assert HostingOffer.objects.standing().get().number == 4
    gone = anne.post(page_of("school-take-back-offer", hollins.pk, YEAR), {"version": 2}, follow=True)
    assert "Providers no longer see what you would host in 2025 to 2026." in gone.content.decode()
    assert not HostingOffer.objects.standing().exists()
    assert [event.event for event, _ in history_of(hollins)][-3:] == [
        "hosting.offer",
        "hosting.offer",
        "hosting.take_back_offer",
    ]


def test_a_stale_page_changes_nothing_on_the_board(anne, hollins):
    offer(hollins)
    change = page_of("school-offer-hosting", hollins.pk, YEAR)

    answer = anne.post(change, {"number": "9", "phases": ["primary"], "version": 0})

    assert answer.status_code == 409
    assert "It is now 2: Mathematics. Primary." in answer.content.decode()
    with pytest.raises(BoardChanged):
        take_off_board(hollins, year_2025(), version=7, by=hollins.member)
    assert HostingOffer.objects.get().number == 2


def test_saying_the_same_again_changes_nothing(hollins):
    offer(hollins)
    put_on_board(
        hollins,
        year_2025(),
        version=1,
        number=2,
        phases=["primary"],
        subjects=["mathematics"],
        words="",
        by=hollins.member,
    )

    assert HostingOffer.objects.get().version == 1


def test_a_year_that_is_over_or_unknown_is_no_page(anne, hollins):
    for year in ("2024-to-2025", "2099-to-2100"):
        assert anne.get(page_of("school-offer-hosting", hollins.pk, year)).status_code == 404


def test_a_provider_reads_offers_filters_them_and_downloads_them(at_thames, hollins, thames):
    offer(hollins, words="From Easter")
    far = school_that_can_claim(name="Far School", authority_name="Leeds")
    offer(far, 5, phases=["secondary"], subjects=["physics"])
    offers = page_of("provider-list-offers", thames.pk)

    everything = at_thames.get(offers).content.decode()
    assert "2 offers" in everything
    for words in ("Hollins, Kelder, URN 100001", "From Easter", hollins.member.email):
        assert words in everything
    for asked, found in [
        ("q=kelder", "Hollins Primary School"),
        ("q=far", "Far School"),
        ("phase=secondary", "Far School"),
        ("subject=mathematics", "Hollins Primary School"),
        (f"year={YEAR}&phase=primary", "Hollins Primary School"),
    ]:
        page = at_thames.get(f"{offers}?{asked}").content.decode()
        assert (page.count("Hollins Primary School"), page.count("Far School")) == (
            (1, 0) if found.startswith("Hollins") else (0, 1)
        )
    assert "No school matches." in at_thames.get(f"{offers}?subject=dance").content.decode()

    file = b"".join(at_thames.get(page_of("provider-download-offers", thames.pk) + "?q=kelder").streaming_content)

    lines = file.decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "school_urn,school_name,town,local_authority,academic_year,trainees,phases_and_subjects,words,"
        "contact_name,contact_email,said_on"
    )
    assert lines[1].startswith("100001,Hollins Primary School,Hollins,Kelder,2025 to 2026,2,Mathematics. Primary,From")
    assert len(lines) == 2
    assert history_of(thames)[-1][0].event == "offers.export"


def test_a_provider_sees_only_the_schools_it_works_with_when_it_asks(at_thames, hollins, thames):
    offer(hollins)
    offer(school_that_can_claim(name="Far School"))
    submitted_claim(school=hollins, provider=thames)

    page = at_thames.get(page_of("provider-list-offers", thames.pk) + "?that=partner").content.decode()

    assert "Hollins Primary School" in page
    assert "Far School" not in page
    shown = at_thames.get(page_of("provider-show-school", thames.pk, hollins.pk)).content.decode()
    assert "2 trainees in 2025 to 2026. Mathematics. Primary" in shown
    file = b"".join(at_thames.get(page_of("provider-download-schools", thames.pk)).streaming_content).decode()
    assert file.strip().endswith(",2,Mathematics. Primary")


def test_an_offer_of_a_closed_school_or_of_a_year_that_is_over_is_not_listed(at_thames, hollins, thames):
    offer(hollins, year=AcademicYear.objects.get(name="2024 to 2025"))
    closed = school_that_can_claim(name="Closed School")
    offer(closed)
    closed.status = "2"
    closed.save()
    type(closed).objects.filter(pk=closed.pk).update(is_open=False)

    assert "No school has said yet" in at_thames.get(page_of("provider-list-offers", thames.pk)).content.decode()


def test_a_provider_says_which_mentors_it_wants_and_schools_read_it_with_the_training_contact(
    client, hollins, thames, bilal
):
    client.force_login(bilal)
    name_contact(thames, Purpose.TRAINING, name="Mentor desk", email="mentors@thames.example", version=0, by=bilal)
    want_page = page_of("provider-want-mentors", thames.pk, YEAR)
    assert "Enter the area in which you want mentors" in client.post(want_page, {"version": 0}).content.decode()
    said = {"number": "3", "area": "Leeds", "phases": ["secondary"], "subjects": ["physics"], "version": 0}
    assert "Saved for 2025 to 2026." in client.post(want_page, said, follow=True).content.decode()

    client.force_login(hollins.member)
    hosting = page_of("school-show-hosting", hollins.pk)
    page = client.get(hosting).content.decode()

    assert "Leeds: 3 mentors. Physics. Secondary" in page
    assert "Contact: Mentor desk, mentors@thames.example" in page
    assert "1 provider: " in client.get(f"{hosting}?q=leeds&phase=secondary").content.decode()
    assert "No provider matches." in client.get(f"{hosting}?q=york").content.decode()
    client.force_login(bilal)
    client.post(page_of("provider-want-no-mentors", thames.pk, YEAR), {"version": 1})
    assert not MentorsWanted.objects.standing().exists()


def test_what_one_side_says_is_no_page_of_another(client, hollins, thames, bilal):
    client.force_login(bilal)
    assert client.get(page_of("school-show-hosting", hollins.pk)).status_code == 404
    client.force_login(hollins.member)
    assert client.get(page_of("provider-list-offers", thames.pk)).status_code == 404


def test_a_delivery_partner_does_not_see_the_board(client, hollins, thames, bilal):
    bilal.providermemberships.update(limited_to=[hollins.pk])
    client.force_login(bilal)

    assert client.get(page_of("provider-list-offers", thames.pk)).status_code == 403
