"""Who may do what for a school or a trust. Each docstring is what the 403 page says."""

from apps.schools.models import School, SchoolMembership, TrustMembership


def can_manage_people(user, school):
    """The school's own people invite and remove each other. Trusts do not."""
    return SchoolMembership.objects.filter(user=user, school=school, ended_at=None).exists()


def can_manage_trust_people(user, trust):
    """The trust's own people invite and remove each other."""
    return TrustMembership.objects.filter(user=user, trust=trust, ended_at=None).exists()


def can_accept_conditions(user, school):
    """People of the school or of its trust accept the grant conditions."""
    return School.objects.open_to(user).filter(pk=school.pk).exists()


def can_change_details(user, school):
    """People of the school or of its trust change its finance address."""
    return School.objects.open_to(user).filter(pk=school.pk).exists()


def can_ask_to_host(user, school):
    """People of the school or of its trust say that it hosts trainees."""
    return School.objects.open_to(user).filter(pk=school.pk).exists()
