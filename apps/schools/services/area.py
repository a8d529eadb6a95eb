"""The funding area of a school whose district does not say."""

from django.db import transaction

from apps.audit.record import record
from apps.core.errors import Refused
from apps.policy.models import FundingArea, FundingDistrict
from apps.schools.models import School


class AreaIsKnown(Refused):
    title = "The register says which area this school is in"


@transaction.atomic
def set_area_by_hand(school, area, reason, *, by):
    """Say which funding area a school is in, and why. Refused where the school's district says so itself."""
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if FundingDistrict.objects.filter(code=school.district_code).exists():
        raise AreaIsKnown(f"{school} is in a district with a funding area of its own, so nobody sets it by hand.")
    was, school.area_by_hand, school.area_reason = school.area_by_hand, FundingArea(area), reason
    school.save(update_fields=["area_by_hand", "area_reason"])
    record(
        "school.set_area",
        school,
        by=by,
        area=FundingArea(area).label,
        was=FundingArea(was).label if was else "",
        reason=reason,
    )
    return school
