"""Fill an empty database with the demo: python -m claims_service.local.demo"""

import os


def main():
    """Set Django up, then tell the story, unless somebody lives here already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claims_service.settings.local")
    import django

    django.setup()
    from apps.audit.actors import Actor, acting
    from apps.schools.models import School
    from claims_service.local.demo.world import fill

    if School.objects.exists():
        print("There are schools here already: the demo fills only an empty database.")
        return
    job = Actor.job("First set-up")
    with acting(job):
        fill(job, say=print)


if __name__ == "__main__":
    main()
