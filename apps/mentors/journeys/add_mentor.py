"""Adding a mentor: who they are, checked with the teaching record, then a look at the name it gives."""

from django.urls import reverse

from apps.core.journeys import CHECK, Journey, Step
from apps.mentors.forms import ConfirmMentorForm, TeacherForm
from apps.mentors.services import add_mentor


class AddMentor(Journey):
    """A school adds a mentor by TRN and date of birth."""

    name = "add-mentor"
    url_name = "mentors:school-add-mentor"
    templates = "mentors/school/add_mentor"

    def steps(self):
        yield Step("mentor", TeacherForm, school=self.owner["school"])
        yield Step(CHECK, ConfirmMentorForm)

    @property
    def start_url(self):
        return reverse("claims:school-list-mentors", args=[self.owner["school"].pk])

    def finish(self, *, by):
        teacher, confirmed = self.answers["mentor"]["teacher"], self.answers[CHECK]
        place = add_mentor(
            self.owner["school"], teacher.found, by=by, former_trn=teacher.former_trn, email=confirmed["email"]
        )
        self.success = f"{place.mentor} added. You can now claim for them."
        then = "mentors:school-start-mentor" if confirmed["then"] == "another" else "claims:school-list-mentors"
        return reverse(then, args=[self.owner["school"].pk])
