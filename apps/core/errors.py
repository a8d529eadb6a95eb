"""Refusals: "you cannot do this now", with words for the person."""


class Refused(Exception):
    """A business rule said no. `words` tell the person what is wrong and what they can do."""

    title = "You cannot do this now"

    def __init__(self, words, *, title=None):
        super().__init__(words)
        self.words = words
        if title:
            self.title = title
