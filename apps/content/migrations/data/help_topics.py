"""The help topics the service begins with: (slug, audience, title, words). Figures are named, never typed."""

TOPICS = [
    (
        "sign-in",
        "everyone",
        "How do I sign in?",
        """People who work for a school, a trust, a provider or the Department for Education (DfE) sign in with DfE Sign-in. If you have forgotten your DfE Sign-in password, DfE Sign-in itself helps you.

Mentors sign in with a code that we send to their own email address.

## You were invited

Use the link in the email and sign in with DfE Sign-in. From then on your account here belongs to that sign-in.

## Nobody has invited you

Sign in all the same, then ask for access to your school, trust or provider. Its own people answer you. Where it has nobody here yet, DfE does.

## You are signed out while you work

We sign you out when you do nothing for a while, and warn you first. A claim you had begun is kept as a draft.""",
    ),
    (
        "get-in-touch",
        "everyone",
        "How do I get in touch?",
        """The page of each claim says what happens next and who acts, so look there first.

If that does not answer you, write to the address at the foot of each help page. Give the reference of the claim, such as the six letters and numbers at the top of its page.

Leave out names and teacher reference numbers (TRNs) of mentors: the reference is enough for us to find them.""",
    ),
    (
        "who-can-claim",
        "schools",
        "Can our school claim?",
        """Your school can claim for an academic year when:

- it is open and in England
- it hosts trainee teachers in that year, and DfE has made it eligible
- one of its people has accepted the [grant conditions](/grant-conditions/) of that year
- we know which funding area it is in

The home page of your school says what is missing, if anything is.

## DfE does not know that you host trainees

Tell us from the home page of your school, and name the provider. Until DfE has answered, you cannot submit a claim for that year.

## Your funding area is not known

The area follows from the district your school is in. A school whose district is not clear has no area until DfE sets one. You can prepare a claim meanwhile, but not submit it.

## Mentors of early career teachers

Their training is funded in another way. Do not claim for it here.""",
    ),
    (
        "make-a-claim",
        "schools",
        "How do we make a claim?",
        """You make one claim for each provider that trained your mentors. You need each mentor’s teacher reference number (TRN) and date of birth the first time, and the hours they trained.

- Add your mentors, if they are not on your list yet.
- Start a claim and choose the provider.
- Choose the mentors and say how many hours each of them trained.
- Check your answers, tick each statement, and submit.

We keep what you have entered as a draft at every step, so you can stop and come back. A colleague can go on where you stopped.

## Until when

You can submit while a claim window is open. The [start page](/) gives its dates. A draft does not hold any hours: another school may claim them first.

## After you submit

Our checks begin at once, and the provider is asked to confirm the hours. The page of the claim says whose turn it is.""",
    ),
    (
        "how-much",
        "schools",
        "How much can we claim?",
        """In {year} a mentor has up to {initial_hours} of initial training, or {refresher_hours} of refresher training, with each provider. An hour is worth the rate of the area your school is in:

{rate_table}

[Check what your school could get](/estimate/).

The hours count over all schools. If a mentor has also trained for another school that claimed, fewer are left for you. You see how many before you choose.""",
    ),
    (
        "initial-or-refresher",
        "schools",
        "What is initial and what is refresher training?",
        """Initial training is the first year that a mentor trains with a provider. In a later year with the same provider it is a refresher, which is shorter.

It is decided by what was claimed before, not by you: if hours with that provider were claimed for the mentor in an earlier year, this year is a refresher. A mentor who changes provider begins again with initial training.

The page of the mentor says which it is, and why. If you think that it is wrong, get in touch before you claim.""",
    ),
    (
        "add-a-mentor",
        "schools",
        "A mentor cannot be added",
        """We check the teacher reference number (TRN) and the date of birth with the teaching record. The date of birth is only checked, never kept.

If nobody is found:

- compare the TRN with the mentor’s own papers: it has seven digits
- ask the mentor which date of birth their teaching record has
- ask the mentor whether their record is under an earlier name: the TRN finds it all the same

If the teaching record does not answer, try again a little later. What you typed is not lost to you, but the date of birth has to be typed again.

Tell your mentors before you add them, and show them how we use their details: the [privacy page](/privacy/) says so.""",
    ),
    (
        "fewer-hours",
        "schools",
        "The provider gives other hours than we do",
        """If the provider says that a mentor trained for fewer hours than you claimed, the claim comes back to you with both numbers. You can:

- accept the provider’s number, which submits the claim again
- keep your number and say why: a person at DfE then looks at it

If the provider says that there were more hours than you claimed, your claim goes on. We tell you what you may still claim.

If the provider does not answer in {answer_days}, a person at DfE looks at the claim.""",
    ),
    (
        "change-a-claim",
        "schools",
        "How do we change or withdraw a claim?",
        """A draft can be changed or deleted at any time.

A claim you have submitted cannot be changed, but you can withdraw it until it joins a payment run. Its hours are then free, and you can claim them again while a window is open.

## The claim came back to you

DfE or the provider has asked for a change. The page of the claim says what, and by which day. The hours stay yours until then. If the day passes, the claim ends and its hours are free again.

## A paid claim is wrong

Tell us on the page of the claim, and say what is right. Money that was not due has to be paid back.""",
    ),
    (
        "payment",
        "schools",
        "When and how are we paid?",
        """Claims that have passed every check go into the next payment run. The page of your claim shows where it stands: checked, in a run, sent to the payer, paid.

A school that its local authority maintains is paid through the authority. An academy is paid directly. The details of your school say who receives the money, and the page of a paid claim gives the words that appear on the remittance.

## Your payment is held

The payer needs something before it can pay. If only your school can put that right, we email you and the page of the claim says what to do. Otherwise DfE answers the payer.

## A copy for your finance team

Give us a finance address on the page of your school’s details. We send it a copy when money is paid.""",
    ),
    (
        "colleagues",
        "schools",
        "How do we let colleagues in?",
        """Anybody in your school can invite a colleague, on the People page of the school. The colleague gets an email and signs in with DfE Sign-in.

When a colleague leaves, remove them on the same page. What they did stays in the history of each claim. Nobody can remove themselves: ask a colleague to do it.

Somebody who works for several schools, or for a school and a provider, has one sign-in and chooses whom to act for.""",
    ),
    (
        "trusts",
        "schools",
        "What can a trust do for its schools?",
        """A person of a multi-academy trust can do for its open schools what the schools’ own people can: prepare and submit claims, add mentors, accept conditions. They cannot invite a school’s own people.

The history of each claim shows who did what, with the name of the trust. A school that leaves the trust takes its claims with it, and the trust no longer sees them.""",
    ),
    (
        "mentor-account",
        "mentors",
        "I am a mentor: what can I see here?",
        """Sign in with the email address that your school gave us. We send a code to it. The first time, we also ask for your date of birth and check it with the teaching record. We do not keep it.

You then see which schools have claimed for your training, with which provider, and how many hours.

If no code comes, ask your school which address it gave. Only your school can change it.

What a mentor does, and how much time the training takes, is on [what mentoring involves](/mentoring/).""",
    ),
    (
        "confirm-hours",
        "providers",
        "How do we confirm hours?",
        """When a school submits a claim that names you, each mentor on it waits for your answer. You have {answer_days}, and the page gives the day. Your answer is one of these:

- you confirm the hours
- there were other hours, and you give the number
- this is not one of your mentors
- you cannot verify it

You can answer many mentors on one screen, and leave some for later. What you have not answered by the day goes to a person at DfE.

## You made a mistake

You can undo an answer for an hour. After that, tell us that it was wrong, on the page of the claim.

## What you see and do not see

You see the name, TRN and hours of the mentors that a claim says you trained. You never see what a school is paid.""",
    ),
    (
        "provider-accreditation",
        "providers",
        "Our provider is not on the list",
        """Schools can choose a provider that is accredited for the academic year of the claim. We take this from the register of accredited providers.

If your provider is missing, or its name or number is wrong, the register has to be put right first. The service follows it.

If your accreditation has ended, schools can no longer submit claims that name you. Claims submitted before that day go on, and you can still answer them.""",
    ),
]
