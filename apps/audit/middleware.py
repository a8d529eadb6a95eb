"""Everything a request changes is changed by the person who sent it, in the role and for the organisation of its door."""

from contextlib import ExitStack

from apps.audit.actors import Actor, acting

ROLES = {
    "school": "school user",
    "trust": "trust user",
    "provider": "provider user",
    "payer": "payer",
    "mentor": "mentor",
}


class ActorMiddleware:
    """Run the request as its signed-in person, or as nobody in particular, until it enters a door."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        with ExitStack() as stack:

            def enter(door, organisation):
                stack.enter_context(acting(actor_behind(door, user, organisation)))

            request.enter = enter
            stack.enter_context(
                acting(Actor.person(user) if user.is_authenticated else Actor(name="A visitor", role="visitor"))
            )
            return self.get_response(request)


def actor_behind(door, user, organisation):
    """A person as they are behind a door. Behind the support door the organisation is the set of their roles at DfE.

    Who came to a school through its trust acts for the trust.
    """
    if door == "support":
        roles = ", ".join(sorted(role.replace("_", " ") for role in organisation))
        return Actor.person(user, role=roles, organisation="DfE")
    if door == "school" and (trust := getattr(organisation, "through", None)):
        return Actor.person(user, role=ROLES["trust"], organisation=trust)
    if door in ("school", "trust", "provider"):
        return Actor.person(user, role=ROLES[door], organisation=organisation)
    return Actor.person(user, role=ROLES.get(door, door))
