"""The page that a school's link opens: anybody on its staff may offer to mentor. It shows the school's name and no more."""

from django.shortcuts import redirect, render

from apps.core import throttle
from apps.core.access import public
from apps.core.govuk.forms import posted
from apps.mentors.forms import OfferForm
from apps.mentors.services import volunteers

# A whole staff room shares one address of the internet, so one address may offer often.
FROM_ONE_PLACE = throttle.Limit("offers from one place", 60, 60 * 60)
BY_ONE_LINK = throttle.Limit("offers by one link", 200, 24 * 60 * 60)
HAS_ENDED = "Ask your school for a new one."


@public
def offer_to_mentor(request, token):
    """What mentoring involves, what becomes of an offer, and the form to make one."""
    link = volunteers.link_with(token)
    if link is None:
        return gone(request)
    if request.method == "POST":
        throttle.count(FROM_ONE_PLACE, throttle.caller(request))
        throttle.count(BY_ONE_LINK, link.pk)
    form = OfferForm(posted(request))
    if form.is_valid():
        if volunteers.offer(link, **form.cleaned_data) is None:
            return gone(request)
        return redirect("mentors:public-offer-made", token)
    return unlisted(render(request, "mentors/public/offer.html", {"school": link.school, "form": form}))


@public
def offer_made(request, token):
    """The school has the offer, and what happens next."""
    link = volunteers.link_with(token)
    if link is None:
        return gone(request)
    return unlisted(render(request, "mentors/public/offer_made.html", {"school": link.school}))


def unlisted(response):
    """No search engine needs to know."""
    response["X-Robots-Tag"] = "noindex"
    return response


def gone(request):
    """Stopped, run out, or never a link of ours: the page does not say which."""
    return render(request, "410.html", {"words": HAS_ENDED, "renew": ""}, status=410)
