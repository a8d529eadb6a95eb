"""Everything a request changes is changed by the person who sent it."""

from apps.audit.actors import Actor, acting


class ActorMiddleware:
    """Run the request as its signed-in person, or as nobody in particular."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        actor = Actor.person(user) if user.is_authenticated else Actor(name="A visitor", role="visitor")
        with acting(actor):
            return self.get_response(request)
