"""What help says of hours that providers record: new topics, and paragraphs of the first ones that it changes."""

NEW = [
    (
        "recorded-hours",
        "schools",
        "The provider has recorded hours for us",
        """A provider can record the hours that your mentors trained. You see them under Hours recorded by providers, on the page of your claims.

The service then makes a draft claim of them for you. Open it, check the hours against your own records, and submit it. Nobody is claimed for until you submit.

Hours that you claim, and that the provider has recorded, are confirmed at once. If you claim more than it recorded, it is asked first.

## A mentor is not on your list

The hours wait until you have added the mentor. They are not lost.

## The hours are wrong

Tell the provider on the page of recorded hours, before you claim. Until it has answered, those hours are in no claim.

## You do not want emails about it

Turn them off on the page of your school’s details. The drafts are still made.""",
    ),
    (
        "record-hours",
        "providers",
        "How do we record hours?",
        """Record a mentor’s hours once, and schools’ claims for them are confirmed without asking you. You can do it in these ways:

- for one mentor, on the page Record hours
- for all mentors of a school, from the school’s name in the hours ledger
- in a CSV file, which you see checked before anything is recorded
- by taking the attendance of a session of your programme
- from your own system, with an API token

You need the mentor’s teacher reference number (TRN) and the school’s unique reference number (URN). We never match by name.

## Minutes and hours

Record the minutes as they were. Over the year they are added up, and then rounded down to whole hours, because a school claims whole hours.

## The school has not added the mentor

The hours wait for the school. You do not need to do anything.

## Sessions or one total

Hours of a mentor at a school are either listed session by session or given as one total for the year. To change from one to the other, say that the new hours replace those recorded before.

## A school says that hours are wrong

You are emailed, and it is on your home page. Correct the hours, or say why they are right. Until you have answered, those hours confirm no claim.""",
    ),
    (
        "delivery-partners",
        "providers",
        "How do we let a delivery partner record hours?",
        """Invite its people on the People page, then limit each of them to the schools they work with.

They can record and confirm hours for mentors of those schools. They see nothing of other schools, and nothing about your organisation itself.""",
    ),
]

CHANGED = {
    "make-a-claim": (
        "Our checks begin at once, and the provider is asked to confirm the hours. The page of the claim says whose turn it is.",
        "Our checks begin at once. Hours that [the provider has recorded](/help/recorded-hours/) are confirmed at once too, and it is asked about any others. The page of the claim says whose turn it is.",
    ),
    "mentor-account": (
        """You then see which schools have claimed for your training, with which provider, and how many hours.

If no code comes, ask your school which address it gave. Only your school can change it.""",
        """You then see:

- what is expected of you, and the hours you have left with each provider
- the sessions and modules of the provider that trains you
- hours that a provider recorded, and hours that a school claimed for you: you can say whether those are right
- a certificate of the hours that are confirmed

If no code comes, ask your school which address it gave for you. Once you have shown who you are, the address is yours and the school cannot change it: to sign in with another one, [get in touch](/help/get-in-touch/).""",
    ),
    "confirm-hours": (
        "When a school submits a claim that names you, each mentor on it waits for your answer.",
        "When a school submits a claim that names you, hours that [you have recorded](/help/record-hours/) are confirmed at once. Every other mentor on it waits for your answer.",
    ),
}
