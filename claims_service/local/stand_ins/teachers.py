"""The teachers of the teaching-record stand-in: some fixed by number, four hundred more made from their number.

TRN                     Teacher                                        Date of birth
7000001                 the ordinary one: qualified, induction passed  1 January 1980, as all named here but two
7000002                 unknown
7000003                 prohibited from teaching
7000004                 record deactivated
7000005                 an alert that is no bar
7000006                 a prohibition that has ended
7000008, 09, 10         induction failed, exempt, failed in Wales
7000011 → 7000012       merged; the same person
7000013 → 14 → 15       merged twice
7000016 → 7000017       merged; 7000017 was born on 2 February 1982
7000018                 no qualified teacher status
7000030                 long name with accents and an apostrophe
7000031                 one name only
7000033                 induction in progress
7000050                 Mo of the cast, born 14 May 1984
0000042                 a number that begins with zeros
7000040 to 7000049      slow, hangs, drops the line, 500, 503, a web page, half an answer, another date of birth, busy,
                        an induction word nobody knows
7100000 to 7100399      made from the number; the list of them is on the stand-in's first page
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from claims_service.local.cast import MENTOR

PROHIBITION = ("ed0cd700-3fb2-4db0-9403-ba57126090ed", "Prohibited by the Secretary of State: misconduct")
PROHIBITIONS = ("b2b19019-b165-47a3-8745-3297ff152581", "Prohibition from teaching")
DECISION = ("7924fe90-483c-49f8-84fc-674feddba848", "Secretary of State decision: no prohibition")
DECISIONS = ("227b75e5-bb98-496c-8860-1baea37aa5c6", "TRA decision (Secretary of State)")
USUAL = date(1980, 1, 1)

FIRST_NAMES = """Aisha Alan Amara Angharad Anita Ben Bethan Callum Carmen Chidi Clare Daisy Daniel Deborah Dominic Ebony
Elena Emeka Esther Farah Fiona Gareth Grace Hamza Hannah Helen Ibrahim Imogen Isla Jack Jamila Joanne Jonas Kavita Kwame
Laura Leila Liam Lucy Magda Marcus Megan Mina Nadia Neil Niamh Oluwaseun Owen Parveen Patrick Poppy Rachel Rajesh Rhys
Rosa Ruth Sadia Samuel Sarah Seán Shanice Simon Sofia Stefan Sunita Tamsin Theo Tomasz Ursula Victor Wendy Xin Yusuf
Zainab Zoë""".split()  # noqa: SIM905
LAST_NAMES = """Abbott Adeyemi Ahmed Akhtar Ashworth Barnes Begum Bennett Bhatt Blackwood Boateng Brennan Byrne Campbell
Chaudhry Chen Clarke Cohen Costa Cunningham Davies Desai Douglas Duffy Edwards Ellison Eze Fairclough Fernandes Fletcher
Gallagher Ghosh Goddard Gould Greenwood Griffiths Hale Harding Hashmi Hughes Hussein Iqbal Jenkins Johal Kaur Kelly
Kowalski Lambert Lawson Lewandowska Llewellyn MacDonald Mahmood Marsden Mistry Murphy Mwangi Nash Newton Nguyen O’Brien
O’Neill Obi Osman Owusu Parekh Parker Pearce Pritchard Quigley Rahman Reid Roberts Rosen Sandhu Shaw Silva Singh
Sutcliffe Taylor Thorne Tran Underwood Vaughan Walker Whitfield Wójcik Yates""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Teacher:
    """One teaching record."""

    trn: str
    first_name: str
    last_name: str
    born: date = USUAL
    middle_name: str = ""
    qualified_on: date | None = date(2009, 8, 1)
    induction: str = "Passed"
    alerts: tuple = ()
    previous_last_name: str = ""
    is_deactivated: bool = False
    merged_into: str = ""
    does: str = field(default="", compare=False)


def alert(kind, category, started=date(2021, 3, 1), ended=None):
    return (kind, category, started, ended)


FIXED = [
    Teacher("7000001", "Ruth", "Okonjo", previous_last_name="Adeyemi", does="Found"),
    Teacher(
        "7000003", "Piers", "Holloway", alerts=(alert(PROHIBITION, PROHIBITIONS),), does="Prohibited from teaching"
    ),
    Teacher("7000004", "Lena", "Marchetti", is_deactivated=True, does="Record deactivated"),
    Teacher("7000005", "Colm", "Rafferty", alerts=(alert(DECISION, DECISIONS),), does="An alert that is no bar"),
    Teacher(
        "7000006",
        "Dilys",
        "Prosser",
        alerts=(alert(PROHIBITION, PROHIBITIONS, date(2012, 5, 1), date(2016, 5, 1)),),
        does="A prohibition that has ended",
    ),
    Teacher("7000008", "Oscar", "Lind", induction="Failed", does="Induction failed"),
    Teacher("7000009", "Petra", "Novak", induction="Exempt", does="Induction exempt"),
    Teacher("7000010", "Gwilym", "Rees", induction="FailedInWales", does="Induction failed in Wales"),
    Teacher("7000011", "Harriet", "Stone", merged_into="7000012", does="Merged into 7000012"),
    Teacher("7000012", "Harriet", "Stone-Wells", does="Found"),
    Teacher("7000013", "Ivan", "Petrov", merged_into="7000014", does="Merged into 7000014"),
    Teacher("7000014", "Ivan", "Petrov", merged_into="7000015", does="Merged into 7000015"),
    Teacher("7000015", "Ivan", "Petrov", does="Found"),
    Teacher("7000016", "Joy", "Adams", merged_into="7000017", does="Merged into 7000017, born on another day"),
    Teacher("7000017", "Joyce", "Adamson", born=date(1982, 2, 2), does="Found"),
    Teacher("7000018", "Kit", "Farrow", qualified_on=None, induction="None", does="No qualified teacher status"),
    Teacher("7000030", "Siân", "O’Neill-Åberg", middle_name="María Józefa Éloïse", does="A long name"),
    Teacher("7000031", "", "Suryani", does="One name only"),
    Teacher("7000033", "Bryony", "Tate", qualified_on=date(2025, 7, 31), induction="InProgress", does="Early career"),
    Teacher("7000049", "Uma", "Strand", induction="SomethingNew", does="An induction word nobody knows"),
    Teacher("7000050", MENTOR.first_name, MENTOR.last_name, born=date(1984, 5, 14), does="Mo, who signs in by a code"),
    Teacher("0000042", "Edith", "Marlow", does="A number that begins with zeros"),
]
FAULTS = {
    "7000040": ("Slow: answers after four seconds", {"delay": 4}),
    "7000041": ("Hangs", {"delay": 35, "reset": "before"}),
    "7000042": ("Drops the line", {"reset": "before"}),
    "7000043": ("Answers 500", {"status": 500}),
    "7000044": ("Down: answers 503 with a web page", {"status": 503, "body": "<h1>Down</h1>", "headers": {"Content-Type": "text/html"}}),
    "7000045": ("Answers 200 with a web page", {"status": 200, "body": "<h1>Hello</h1>", "headers": {"Content-Type": "text/html"}}),
    "7000046": ("Half an answer", {"garbage": True}),
    "7000047": ("Answers about another date of birth", {"claims": {"dateOfBirth": "1955-05-05"}}),
    "7000048": ("Busy: answers 429", {"status": 429, "headers": {"Retry-After": "30"}, "body": {"status": 429}}),
}  # fmt: skip
FIXED += [Teacher(trn, "Faye", f"Fault{trn[-2:]}", does=does) for trn, (does, _) in FAULTS.items()]


def made(trn):
    """The teacher of a number: the same one every time, on every computer."""
    chance = random.Random(int(trn))
    born = date(1962, 1, 1) + timedelta(days=chance.randrange(36 * 365))
    return Teacher(
        trn,
        chance.choice(FIRST_NAMES),
        chance.choice(LAST_NAMES),
        born,
        qualified_on=date(born.year + 22, 8, 1),
        induction="InProgress" if born.year >= 1997 else "Passed",
    )


TEACHERS = {teacher.trn: teacher for teacher in FIXED} | {str(trn): made(str(trn)) for trn in range(7100000, 7100400)}
