"""Adding a mentor: who they are, checked with the teaching record, then a look at the name it gives."""

import uuid
from functools import cached_property

from django.urls import reverse

from apps.audit.actors import current
from apps.core.journeys import CHECK, Journey, Step, name_of
from apps.core.models import JourneyAnswers
from apps.mentors.forms import ConfirmMentorForm, TeacherForm
from apps.mentors.models import Place, Volunteer
from apps.mentors.services import add_mentor
from apps.mentors.services.volunteers import take_up

VOLUNTEER = "volunteer"


class AddMentor(Journey):
    """A school adds a mentor by TRN and date of birth, whether or not they offered."""

    name = "add-mentor"
    url_name = "mentors:school-add-mentor"
    templates = "mentors/school/add_mentor"

    @classmethod
    def begin_with(cls, volunteer, *, by):
        """The address of a journey that takes up an offer."""
        row = JourneyAnswers.objects.create(
            pk=uuid.uuid4(),
            journey=cls.name,
            owner=name_of({"school": volunteer.school}),
            user=by,
            answers={VOLUNTEER: str(volunteer.pk)},
        )
        return cls(row, school=volunteer.school).furthest.url

    @property
    def school(self):
        return self.owner["school"]

    @cached_property
    def volunteer(self):
        """Whose offer is taken up, or None."""
        kept = self.row.answers.get(VOLUNTEER)
        return Volunteer.objects.filter(school=self.school, pk=kept).first() if kept else None

    def steps(self):
        yield Step("mentor", TeacherForm, school=self.school)
        said = self.volunteer
        offered = {"email": said.email, "subjects": said.subjects, "phases": said.phases} if said else {}
        yield Step(CHECK, ConfirmMentorForm, initial=offered)

    @property
    def start_url(self):
        return reverse("claims:school-list-mentors", args=[self.school.pk])

    @property
    def added_today(self):
        """Whom this person has added today, for adding several in a row."""
        return list(Place.objects.added_today(self.school, current().id))

    def finish(self, *, by):
        teacher, confirmed = self.answers["mentor"]["teacher"], self.answers[CHECK]
        said = {name: confirmed[name] for name in ("email", "subjects", "phases")}
        place = add_mentor(self.school, teacher.found, by=by, former_trn=teacher.former_trn, **said)
        if self.volunteer:
            take_up(self.volunteer, place, by=by)
        if confirmed["then"] != "another" and len(self.added_today) > 1:
            return reverse("mentors:school-mentors-added", args=[self.school.pk])
        self.success = f"{place.mentor} added. You can now claim for them."
        then = "mentors:school-start-mentor" if confirmed["then"] == "another" else "claims:school-list-mentors"
        return reverse(then, args=[self.school.pk])
