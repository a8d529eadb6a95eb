"""The grant conditions, version 1 of each year. Figures are not in the words: they stand beside them, from the year's rows."""

SUMMARY = [
    "The grant pays for the time that general mentors spend in initial teacher training (ITT) mentor training.",
    "Claim only for hours that the mentor has done, with a provider accredited on the day you submit.",
    "Spend the money on releasing the mentor: on cover, or on time given in another way.",
    "Keep evidence of the training and show it when the Department for Education (DfE) asks.",
    "Money claimed for hours that were not done is recovered.",
]

SECTIONS = [
    [
        "What the grant is for",
        [
            "Schools that host trainee teachers release staff to be trained as general mentors. The grant meets the cost of that time.",
            "It covers training to be a general mentor of trainees in initial teacher training. It does not cover mentors of early "
            "career teachers, lead mentors, or time spent with a trainee.",
        ],
    ],
    [
        "Who can claim",
        [
            "An open school or college in England that hosts trainees in the academic year and is eligible in this service.",
            "A claim names one accredited provider of initial teacher training and each mentor it trained for you.",
            "Each mentor works at your school and is known by their teacher reference number (TRN).",
        ],
    ],
    [
        "How much you can claim",
        [
            "You claim whole hours. A mentor has one allowance of hours with each provider in each academic year, over all the "
            "schools where they work.",
            "The allowance is for initial training the first time a mentor trains with a provider, and for refresher training in "
            "the years after.",
            "The rate for an hour depends on the district your school is in. Allowances and rates of the year stand beside these conditions.",
            "The training must have happened in the training period of the year you claim for.",
        ],
    ],
    [
        "What you must do",
        [
            "Release the mentor from other duties for the hours you claim, and spend the grant on making that possible.",
            "Submit while a claim window of the year is open. Check every hour before you do.",
            "Tell the mentor that you share their name, TRN and hours with the provider and with DfE.",
            "Tell us as soon as you find that a claim was wrong, even after it was paid.",
        ],
    ],
    [
        "How you are paid",
        [
            "The accredited provider confirms the hours and the service checks the claim. An approved claim goes into the next payment run.",
            "Academies and free schools are paid directly. Maintained schools are paid through their local authority, which passes "
            "the money on in full.",
            "The hourly rate is fixed when you submit and does not change afterwards unless DfE corrects a wrong rate.",
        ],
    ],
    [
        "Evidence and audit",
        [
            "Keep proof that each mentor was trained and was released, such as attendance records, timetables or cover invoices, "
            "for seven years.",
            "DfE audits some of the claims it has paid. If yours is chosen, answer by the date you are given.",
            "Where hours cannot be shown to have been done, DfE recovers their value from whoever received the money.",
        ],
    ],
    [
        "Changes to these conditions",
        [
            "If the conditions of a year change, a new version is published here and you are asked to accept it before your next claim.",
            "Claims already submitted stay under the version that was accepted when they were submitted.",
        ],
    ],
]

DECLARATIONS = [
    "The hours on this claim are general mentor training for initial teacher training, and not training to mentor early career teachers",
    "I am authorised to make this claim for my school",
    "I have read the grant conditions of this year and my school accepts them",
    "The claim is accurate, and the money has been or will be spent on releasing these mentors for their training",
    "My school will give evidence of this training if the Department for Education asks for it",
]
