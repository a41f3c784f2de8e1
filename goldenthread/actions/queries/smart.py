"""Words that make an action hard to do, and hard to say that it is done."""

import re

# What each says too little of, and what to write instead.
VAGUE = {
    "ensure": "say who will do what, so that somebody can see that it is done",
    "make sure": "say who will do what, so that somebody can see that it is done",
    "continue to": "say what will be different from now on",
    "monitor": "say what is looked at, how often, and what happens then",
    "consider": "say who decides, and by when",
    "as soon as possible": "give a day",
    "asap": "give a day",
    "ongoing": "say when it is finished",
    "where appropriate": "say when it applies",
    "try to": "say what will be done",
    "remind": "say how you will see that it has changed",
    "be aware": "say what somebody will do",
}


def vague_words(text: str) -> list[tuple[str, str]]:
    """(the words, what to write instead) of each that stands in an action, in the order above.

    >>> vague_words("Continue to monitor visits, ASAP.")[2]
    ('asap', 'give a day')
    >>> vague_words("Update the chronology from May to today.")
    []
    """
    low = text.lower()
    return [(words, instead) for words, instead in VAGUE.items() if re.search(rf"\b{words}\b", low)]
