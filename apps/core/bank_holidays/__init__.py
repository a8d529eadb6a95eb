"""Bank holidays of England and Wales: the facts the service begins with, and the weekly look at gov.uk."""

from pathlib import Path

FACTS = Path(__file__).with_name("england_and_wales.json")
