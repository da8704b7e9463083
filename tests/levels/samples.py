"""Level texts that the tests start from."""

LEVEL = """\
format = 1
id = "the-fourth-general"
title = "The fourth general"
source = "slide 18; Lamport, Shostak, Pease 1982"
idea = "Four carry one traitor."
theorem = "Theorem 1"

[scenario]
protocol = "oral-messages"
generals = 4
depth = 1
order = "attack"
traitors = [3]

[player]
role = "traitor"
seats = [3]

[goal]
break = "agreement"
measure = "lies"
expect = "impossible"

[claim]
asks = "sure-votes"
inside = 1

[reference]
claim = "impossible"
number = 2

[bet]
question = "Can he?"
options = ["yes", "no"]
answer = "no"

[[hint]]
text = "Count the votes."

[text]
before = "You are L3."
won = "So it is."
lost = "Not yet."
"""

STAGED = """\
format = 1
id = "two-boards"
title = "Two boards"
source = "slide 4"
idea = "The last letter is never confirmed."
theorem = "Two generals"
twin = "other-boards"

[text]
before = "The city listens."
won = "One army marches alone."

[[hint]]
text = "Take the last."
stage = 2

[[stage]]
title = "Four letters"
[stage.scenario]
protocol = "acknowledgements"
depth = 4
order = "attack"
captures = 1
[stage.player]
role = "city"
[stage.goal]
break = "agreement"
measure = "captures"
par = 1
[stage.reference]
capture = [4]

[[stage]]
title = "Five letters"
undo = false
[stage.text]
before = "One more, to be sure."
[stage.scenario]
protocol = "acknowledgements"
depth = 5
order = "attack"
captures = 1
[stage.player]
role = "city"
[stage.goal]
break = "agreement"
measure = "captures"
par = 1
"""

TABLE = (
    LEVEL.replace(
        '[player]\nrole = "traitor"\nseats = [3]\n',
        '[player]\nrole = "scribe"\n[task]\nkind = "table"\nof = 1\nfill = "majorities"\ncrosses = 2\n',
    )
    .replace('break = "agreement"\nmeasure = "lies"\nexpect = "impossible"', 'make = "table"')
    .replace('[claim]\nasks = "sure-votes"\ninside = 1\n', "")
    .replace("depth = 1", "depth = 2")
    .replace('claim = "impossible"\nnumber = 2', 'cells = { L2 = "attack", vote = "tie" }')
)

DAWN = (
    LEVEL.replace(
        'role = "traitor"\nseats = [3]\n',
        'role = "general"\nseats = [1]\nsees = "own-view"\n[task]\nkind = "dawn"\ngeneral = 1\n',
    )
    .replace("traitors = [3]\n", "")
    .replace(
        'break = "agreement"\nmeasure = "lies"\nexpect = "impossible"', 'make = "worlds"\nmeasure = "worlds"'
    )
    .replace('[claim]\nasks = "sure-votes"\ninside = 1\n', "")
    .replace('claim = "impossible"\nnumber = 2', 'decides = ["attack", "retreat"]')
)

LAW = (
    LEVEL.replace('role = "traitor"\nseats = [3]\n', 'role = "lawgiver"\n[task]\nkind = "law"\n')
    .replace("traitors = [3]\n", "")
    .replace(
        'break = "agreement"\nmeasure = "lies"\nexpect = "impossible"',
        'make = "laws"\nmeasure = "worlds"\npar = 3',
    )
    .replace('[claim]\nasks = "sure-votes"\ninside = 1\n', "")
    .replace(
        'claim = "impossible"\nnumber = 2',
        "strikes = [{ law = ["
        + ", ".join(['"attack"'] * 8)
        + '], traitor = 0, words = ["attack", "retreat"] }]',
    )
)
