import time, pytest
from django.db import connection
from django.urls import reverse
from apps.training.models import LedgerEntry
from apps.schools.models import School
from apps.mentors.models import Mentor, Place
from tests.factories import *
@pytest.mark.django_db
def test_time(client):
    open_window()
    p=ProviderFactory(); by=member_of(p); client.force_login(by)
    schools=[SchoolFactory.build(name=f"School {n}", urn=str(300000+n)) for n in range(2000)]
    for s in schools: s.sort_name=s.name.lower(); s.search_text=s.name.lower()
    School.objects.bulk_create(schools)
    mentors=Mentor.objects.bulk_create([Mentor(trn=str(4000000+n),first_name="A",last_name=f"B{n}",sort_name=f"b{n}") for n in range(6000)])
    Place.objects.bulk_create([Place(mentor=m,school=schools[i//3]) for i,m in enumerate(mentors)])
    year=year_2025()
    LedgerEntry.objects.bulk_create([LedgerEntry(provider=p,year=year,school=schools[i//3],trn=m.trn,mentor=m,total_minutes=960) for i,m in enumerate(mentors)])
    with connection.cursor() as c:
        c.execute("ANALYZE training_ledgerentry"); c.execute("ANALYZE schools_school"); c.execute("ANALYZE mentors_place")
    for q in ("","sort=-unclaimed","that=unclaimed","that=to-add","q=school+19","sort=-recorded"):
        ts=[]
        for _ in range(4):
            t=time.perf_counter(); r=client.get(reverse("doors:provider-list-schools",args=[p.pk])+"?"+q); r.content; ts.append((time.perf_counter()-t)*1000)
        print(q, [round(x) for x in ts], r.status_code)
    t=time.perf_counter(); r=client.get(reverse("doors:provider-show-school",args=[p.pk,schools[5].pk])); print("show", round((time.perf_counter()-t)*1000))
    t=time.perf_counter(); r=client.get(reverse("doors:provider-home",args=[p.pk])); print("home", round((time.perf_counter()-t)*1000))
    t=time.perf_counter(); r=client.get(reverse("doors:provider-download-schools",args=[p.pk])); n=len(b"".join(r.streaming_content)); print("csv", n, round((time.perf_counter()-t)*1000))
