"""Same incident? Accounts of events compared, grouped and proposed to a person; nothing here decides.

``accounts``: one telling of an event, from a claim or from a row of a list. ``evidence``: what speaks for and against
two accounts being of one event, each piece with its weight. ``blocking``: which pairs are worth comparing.
``grouping``: pairs to groups. ``copies``: texts taken from one another. ``differences``: where two accounts contradict
each other. ``proposals``: what a researcher is asked. ``candidates``: the incidents that one claim may belong to.
"""
