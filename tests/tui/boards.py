"""Boards made by hand, one for each role, so that screens can be drawn and tested without a match.

The numbers in them are true (they were computed when the levels were designed), but nothing here plays:
a board is one instant. `BOARDS` has them all by the id of their level.
"""

from levels.board import (
    Arrow,
    Board,
    Camp,
    Cell,
    Chronicle,
    Event,
    Field,
    Goal,
    Grid,
    GridRow,
    Header,
    Ladder,
    Letter,
    Line,
    Move,
    Pair,
    Panel,
    Prose,
    Road,
    Row,
    Rows,
    Rung,
    Seen,
    Step,
    Timeline,
)

ORDER = {"A": "ATTACK", "R": "RETREAT", "": "silence"}
SAY = (
    Letter("a", "ATTACK", "say attack"),
    Letter("r", "RETREAT", "say retreat"),
    Letter("s", "silence", "say nothing"),
)
ALWAYS: frozenset[Move] = frozenset({"set", "dispatch", "undo", "hint", "restart"})


def seven_tents(first: str = "R") -> Board:
    """The traitor: C and L6 are his; round 1 is sealed, L6 speaks. `first` is what L6 tells L1."""
    told = "AAARRA"
    says = [first, "A", "A", "A", "A"]
    outbox = Rows(
        columns=("", "", ""),
        rows=tuple(
            Row(
                cells=(f"to L{index + 1}", '"C said"', ORDER[says[index]]),
                place=6 + index,
                value=ORDER[says[index]],
                shows=2,
                options=("ATTACK", "RETREAT", "silence"),
                lie=says[index] == "R",
                state="open",
                why=f"L6, to L{index + 1}: {ORDER[says[index]]} is "
                + ("a lie (he was told ATTACK)." if says[index] == "R" else "what he was told."),
            )
            for index in range(5)
        ),
        above=(Line("heard from C: A    honest: A to all", "muted"),),
        below=(
            Line("Round 1, sealed (C):", "muted"),
            Line("L1 A  L2 A  L3 A  L4 R†  L5 R†  L6 A"),
            Line("† a lie. C was to say ATTACK.", "muted"),
        ),
    )
    rows = []
    for me in range(5):
        cells = []
        heard = []
        for about in range(6):
            order = says[me] if about == 5 else told[about]
            heard.append(order)
            lie = about == 5 and order == "R"
            cells.append(Cell(order, mark="own" if about == me else "lie" if lie else ""))
        attack = heard.count("A")
        vote = "ATTACK" if attack > 3 else "RETREAT"
        rows.append(GridRow(f"L{me + 1}", tuple(cells), f"{attack}:{6 - attack} {vote}"))
    votes = Grid(
        corner="",
        columns=("L1", "L2", "L3", "L4", "L5", "L6"),
        rows=tuple(rows),
        below=(
            Line("( ) his own order, one vote of six.", "muted"),
            Line("A tie is RETREAT.", "muted"),
        ),
    )
    attacks = "ATTACK" if first == "A" else "RETREAT"
    field = Field(
        camps=(
            Camp("C", "traitor", mine=True),
            Camp("L1", "loyal", order=attacks),
            *(Camp(f"L{index}", "loyal", order="ATTACK") for index in range(2, 6)),
            Camp("L6", "traitor", mine=True),
        ),
        roads=tuple(
            Road(6, index + 1, ORDER[says[index]], "draft", lie=says[index] == "R") for index in range(5)
        ),
    )
    others = [
        Arrow(1, sender, receiver, ORDER[told[sender - 1]])
        for sender in range(1, 6)
        for receiver in range(1, 7)
        if receiver != sender
    ]
    timeline = Timeline(
        lanes=("C", "L1", "L2", "L3", "L4", "L5", "L6"),
        columns=("order", "notes"),
        arrows=(
            *(Arrow(0, 0, index + 1, ORDER[told[index]], lie=told[index] == "R") for index in range(6)),
            *others,
            *(Arrow(1, 6, index + 1, ORDER[says[index]], "draft", says[index] == "R") for index in range(5)),
        ),
        decisions=(
            "",
            f"?{attacks.lower()}",
            "?attack",
            "?attack",
            "?attack",
            "?attack",
            "",
        ),
        now=1,
        steps=(
            Step(0, "the beginning"),
            Step(1, "C to L4: RETREAT"),
            Step(2, "C to L5: RETREAT"),
            Step(3, "C dispatched"),
            Step(4, "L6 to L1: RETREAT", current=True),
        ),
        marks=("traitor", "", "", "", "", "", "traitor"),
    )
    goal = Goal(
        "Two loyal lieutenants decide differently",
        first == "R",
        "agreement is broken: L1 retreats at 3:3, L2 to L5 attack at 4:2"
        if first == "R"
        else "as it stands, L1 to L5 all attack",
        facts=(("lies", "3"), ("par", "sealed"), ("validity", "not asked: C is a traitor")),
    )
    chronicle = Chronicle(
        (
            Event("round 1", "C told L1, L2, L3 and L6 to ATTACK."),
            Event("round 1", "C told L4 and L5 to RETREAT: two lies, for the order was ATTACK."),
            Event("round 2", "Each lieutenant tells the others what C told him."),
            Event("round 2", "L6 holds five letters and may write in each whatever he likes."),
        )
    )
    return Board(
        header=Header(
            "4 · Notes and Votes",
            "seven-tents",
            "Seven tents",
            "you: C and L6, traitors",
            "round 2 of 2",
            "lies 3",
            "par sealed",
        ),
        panels=(
            Panel(
                "dispatches",
                "Outbox of L6",
                outbox,
                "main",
                "The letters L6 is about to send. A letter key writes one; a lie is marked.",
                first=True,
            ),
            Panel(
                "votes",
                "Votes, live",
                votes,
                "side",
                "How each loyal lieutenant would vote if nothing more changed.",
            ),
            Panel(
                "goal", "Goal", goal, "low", "The goal as the engine states it, and why it is reached or not."
            ),
            Panel("field", "Field", field, "more", "The city, the camps, and this round's messengers."),
            Panel("timeline", "Timeline", timeline, "more", "Who told whom what, round by round."),
            Panel("chronicle", "Chronicle", chronicle, "more", "Every event as a sentence, newest last."),
        ),
        letters=SAY,
        moves=ALWAYS | {"claim"},
        act="dispatch",
        status=f"L6, to L1: {'R is a lie (he was told A).' if first == 'R' else 'A is what he was told.'}",
        describe=("You own C and L6.", "Round 2 of 2: L6 speaks."),
    )


def last_word() -> Board:
    """The city: the fourth of five letters stands at the gate; a ladder of knowledge, and the dawn."""
    fates = ("arrived", "arrived", "arrived", "at the gate", "not yet sent")
    says = ("March at dawn", "I have your 1", "I have your 2", "I have your 3", "I have your 4")
    rows = []
    for index, fate in enumerate(fates):
        pending = fate == "at the gate"
        ends = ("Belisarius", "Narses") if index % 2 == 0 else ("Narses", "Belisarius")
        rows.append(
            Row(
                cells=(str(index + 1), *ends, f'"{says[index]}"', fate),
                place=index if pending else None,
                value="let through" if pending else "",
                shows=4 if pending else -1,
                options=("let through", "capture") if pending else (),
                state="open" if pending else "sealed" if index < 3 else "waiting",
                why="Letter 4 stands at your gate."
                if pending
                else f"Letter {index + 1} already arrived; u goes back to it."
                if index < 3
                else "Letter 5 is sent only if letter 4 arrives.",
            )
        )
    dispatches = Rows(
        columns=("no", "from", "to", "what it says", "fate"),
        rows=tuple(rows),
        below=(Line("Belisarius marches if he holds letter 4. Narses, if he holds letter 5.", "muted"),),
    )
    knowledge = Ladder(
        (
            Rung("N knows the plan", "by 1", True),
            Rung("B knows 1 arrived", "by 2", True),
            Rung("N knows 2 arrived", "by 3", True),
            Rung("B knows 3 arrived", "needs 4", False),
            Rung("N knows 4 arrived", "needs 5", False),
            Rung("roof: common knowledge", "never", None),
        )
    )
    dawn = Rows(
        columns=(),
        rows=(
            Row(("Belisarius", "marches")),
            Row(("Narses", "marches")),
            Row(("the city", "falls")),
        ),
        below=(
            Line('Your bet: "the last letter"', "muted"),
            Line("4 letters: a lone army, taken 4", "muted"),
        ),
    )
    field = Field(
        camps=(Camp("Belisarius", "loyal", order="ATTACK"), Camp("Narses", "loyal", order="ATTACK")),
        roads=(Road(1, 0, "ATTACK", "draft"),),
    )
    timeline = Timeline(
        lanes=("Belisarius", "Narses"),
        columns=("1", "2", "3", "4", "5"),
        arrows=(
            Arrow(0, 0, 1, "ATTACK"),
            Arrow(1, 1, 0, "ATTACK"),
            Arrow(2, 0, 1, "ATTACK"),
            Arrow(3, 1, 0, "ATTACK", "draft"),
        ),
        decisions=("?attack", "?attack"),
        now=3,
        steps=(
            Step(0, "the beginning"),
            Step(1, "letter 1 let through"),
            Step(2, "letter 2 let through"),
            Step(3, "letter 3 let through", current=True),
        ),
    )
    return Board(
        header=Header(
            "1 · Two Generals",
            "last-word",
            "The last word",
            "you: the city",
            "board 2 of 2",
            "captures left 1 of 1",
            "",
        ),
        panels=(
            Panel(
                "dispatches",
                "Dispatches: five letters, each sent only if the one before it arrived",
                dispatches,
                "main",
                "The letters in the order they are sent.",
                first=True,
            ),
            Panel("knowledge", "Knowledge", knowledge, "side", "What each knows about the other's knowledge."),
            Panel(
                "dawn", "Dawn, if no more are taken", dawn, "low", "What happens if the rest is let through."
            ),
            Panel(
                "goal",
                "Goal",
                Goal(
                    "One army marches alone",
                    False,
                    "as it stands, both march",
                    (("captures left", "1 of 1"), ("bet", '"the last letter"')),
                ),
                "more",
                "The goal, and whether it is reached.",
            ),
            Panel("field", "Field", field, "more", "Two hills, and the city in the valley."),
            Panel("timeline", "Timeline", timeline, "more", "The letters against time."),
            Panel(
                "chronicle",
                "Chronicle",
                Chronicle(
                    tuple(Event(f"letter {n}", f"Letter {n} passed the city and arrived.") for n in (1, 2, 3))
                ),
                "more",
                "Every event as a sentence.",
            ),
        ),
        letters=(
            Letter("x", "capture", "capture", immediate=True),
            Letter("c", "let through", "let through", immediate=True),
        ),
        moves=ALWAYS,
        act="let it go",
        status="Letter 4 stands at your gate.",
        describe=("Five letters go to and fro past your city.",),
    )


def three_tents() -> Board:
    """The general: L1 has heard two orders and must decide."""
    inbox = Rows(
        columns=(),
        rows=(
            Row(("round 1", "from C", '"ATTACK"'), why="What you heard cannot be changed."),
            Row(("round 2", "from L2", '"C told me RETREAT"'), why="What you heard cannot be changed."),
            Row(
                ("sent", "to L2", '"C told me ATTACK"'),
                state="sealed",
                why="A loyal general says what he heard.",
            ),
        ),
    )
    votes = Grid(
        corner="",
        columns=("L1", "L2"),
        rows=(
            GridRow("heard", (Cell("A", mark="own"), Cell("R"))),
            GridRow("vote", (Cell("1"), Cell("1")), "tie", rule_above=True),
        ),
        below=(Line("the rule would say  RETREAT", "muted"),),
    )
    marks = ("loyal", "traitor", "cannot tell")
    suspects = Rows(
        columns=(),
        rows=tuple(
            Row(
                (name,),
                place=1 + index,
                value="cannot tell",
                options=marks,
                state="open",
                why=f"Your note on {name}. It changes nothing but what you remember.",
            )
            for index, name in enumerate(("C", "L2"))
        ),
    )
    decision = Rows(
        columns=(),
        rows=(
            Row(
                ("ATTACK", "obey what the commander told me"),
                place=0,
                sets="ATTACK",
                chosen=True,
                value="ATTACK",
                options=("ATTACK", "RETREAT"),
                state="open",
                why="Whatever you seal, dawn shows you a world that fits all you have seen.",
            ),
            Row(
                ("RETREAT", "the orders disagree: take the default"),
                place=0,
                sets="RETREAT",
                value="ATTACK",
                options=("ATTACK", "RETREAT"),
                state="open",
                why="Whatever you seal, dawn shows you a world that fits all you have seen.",
            ),
        ),
    )
    worlds = Pair(
        viewer="L1",
        left="C is the traitor",
        right="L2 is the traitor",
        lines=(
            Seen("C tells me ATTACK", "C tells me ATTACK", True),
            Seen("C tells L2 RETREAT", "C tells L2 ATTACK", False, hidden=True),
            Seen("L2 says: C told me RETREAT", "L2 says: C told me RETREAT", True),
        ),
        below=(Line("You cannot tell them apart, so in both you do the same.", "gold"),),
    )
    return Board(
        header=Header("2 · Three Generals", "three-tents", "Three tents", "you: L1, loyal", "round 2 of 2"),
        panels=(
            Panel("inbox", "Inbox", inbox, "main", "What you heard, and what you passed on."),
            Panel("votes", "Votes: yours", votes, "side", "What the rule would make of it."),
            Panel("suspects", "Suspects", suspects, "low", "Notes to yourself on each other general."),
            Panel("decision", "Your decision", decision, "low", "What you will do at dawn.", first=True),
            Panel(
                "goal",
                "Goal",
                Goal(
                    "Obey a loyal commander, and never part from a loyal colleague",
                    None,
                    "it cannot be said before dawn",
                    (("default", "RETREAT"),),
                ),
                "more",
                "What dawn will judge.",
            ),
            Panel(
                "field",
                "Field",
                Field(
                    (
                        Camp("C", "unknown"),
                        Camp("L1", "loyal", mine=True, order="ATTACK"),
                        Camp("L2", "unknown"),
                    ),
                    (Road(2, 1, "RETREAT"), Road(1, 2, "ATTACK")),
                ),
                "more",
                "The city and the three camps.",
            ),
            Panel(
                "timeline",
                "Timeline",
                Timeline(
                    ("C", "L1", "L2"),
                    ("order", "notes"),
                    (
                        Arrow(0, 0, 1, "ATTACK"),
                        Arrow(0, 0, 2, ""),
                        Arrow(1, 2, 1, "RETREAT"),
                        Arrow(1, 1, 2, "ATTACK"),
                    ),
                    ("", "?attack", ""),
                    2,
                    (
                        Step(0, "the beginning"),
                        Step(1, "you chose ATTACK", current=True),
                        Step(2, "you chose RETREAT", branch=1),
                    ),
                    ("", "you", ""),
                ),
                "more",
                "Who told whom what, as far as you know.",
            ),
            Panel("worlds", "Worlds", worlds, "more", "Two worlds that you cannot tell apart."),
            Panel(
                "chronicle",
                "Chronicle",
                Chronicle(
                    (
                        Event("round 1", "C told you to ATTACK."),
                        Event("round 2", "L2 says that C told him to RETREAT."),
                        Event("round 2", "You told L2 that C told you to ATTACK."),
                    )
                ),
                "more",
                "Every event you saw.",
            ),
        ),
        letters=(Letter("a", "ATTACK", "attack"), Letter("r", "RETREAT", "retreat")),
        moves=ALWAYS,
        act="seal",
        status="Whatever you seal, dawn shows you a world that fits all you have seen.",
    )


def rule_forge() -> Board:
    """The lawgiver: a law of eight cells, a world to strike with, and what has fallen."""
    law = {"AA": "AA", "AR": "AA", "RA": "RR", "RR": "RR"}
    rows = []
    for index, (key, does) in enumerate(law.items()):
        cells = [Cell(key[1])]
        for lieutenant in range(2):
            fixed = key == "AR" and lieutenant == 0
            cells.append(
                Cell(
                    does[lieutenant],
                    place=2 * index + lieutenant,
                    options=("A", "R"),
                    mark="fixed" if fixed else "",
                    why=f"L{lieutenant + 1}, told {key[0]} and hearing {key[1]}: {does[lieutenant]}. "
                    + (
                        "World 1 fixed this cell."
                        if fixed
                        else "No struck world fixes this cell; space flips it."
                    ),
                )
            )
        rows.append(GridRow(key[0], tuple(cells)))
    grid = Grid(
        "told",
        ("other says", "L1 does", "L2 does"),
        tuple(rows),
        below=(Line("! fixed by world 1.  Law: each obeys C.", "muted"),),
    )
    world = Rows(
        columns=(),
        rows=(
            Row(
                ("traitor", "C"),
                place=8,
                value="C",
                shows=1,
                options=("C", "L1", "L2"),
                state="open",
                why="Who lies in the world you name.",
            ),
            Row(
                ("he tells L1", "A"),
                place=9,
                value="A",
                shows=1,
                options=("A", "R"),
                state="open",
                why="What the commander tells L1.",
            ),
            Row(
                ("he tells L2", "R"),
                place=10,
                value="R",
                shows=1,
                options=("A", "R"),
                state="open",
                why="What the commander tells L2.",
            ),
        ),
        below=(
            Line("L1 sees A, R: attacks"),
            Line("L2 sees R, A: retreats"),
            Line("They part: this breaks it.", "loyal"),
        ),
    )
    fallen = Rows(
        columns=(),
        rows=(
            Row(
                ("world 1", "L2 lies: order A, he says R", "broke your majority law", "128 fell"),
                state="sealed",
            ),
            Row(("world 2", "C lies: A to L1, R to L2", "named, not yet struck", "?"), state="waiting"),
        ),
        meter=(128, 256),
    )
    return Board(
        header=Header(
            "2 · Three Generals",
            "rule-forge",
            "The rule forge",
            "you: the lawgiver",
            "",
            "standing 128 of 256",
            "par 3",
        ),
        panels=(
            Panel(
                "law",
                "The law (8 cells)",
                grid,
                "main",
                "What each lieutenant does for all he can see.",
                first=True,
            ),
            Panel("world", "The world you name", world, "side", "A world that shall break the law."),
            Panel("fallen", "Fallen", fallen, "low", "The worlds struck, and how many laws fell."),
            Panel(
                "goal",
                "Goal",
                Goal(
                    "Three worlds that between them break every law",
                    False,
                    "128 of 256 laws still stand",
                    (("worlds", "1"), ("par", "3")),
                ),
                "more",
                "The goal.",
            ),
            Panel(
                "field",
                "Field",
                Field(
                    (
                        Camp("C", "traitor"),
                        Camp("L1", "loyal", order="ATTACK"),
                        Camp("L2", "loyal", order="RETREAT"),
                    ),
                    (Road(0, 1, "ATTACK"), Road(0, 2, "RETREAT", lie=True)),
                ),
                "more",
                "The world you name, on the field.",
            ),
            Panel(
                "timeline",
                "Timeline",
                Timeline(
                    ("C", "L1", "L2"),
                    ("order", "notes"),
                    (
                        Arrow(0, 0, 1, "ATTACK"),
                        Arrow(0, 0, 2, "RETREAT", lie=True),
                        Arrow(1, 1, 2, "ATTACK"),
                        Arrow(1, 2, 1, "RETREAT"),
                    ),
                    ("", "attack", "retreat"),
                    2,
                    (
                        Step(0, "the beginning"),
                        Step(1, "world 1 struck"),
                        Step(2, "law: obey C", current=True),
                    ),
                    ("traitor", "", ""),
                ),
                "more",
                "The world you name, against time.",
            ),
            Panel(
                "chronicle",
                "Chronicle",
                Chronicle(
                    (
                        Event("world 1", "L2 lied under the order ATTACK: 128 laws fell."),
                        Event("law 2", "You wrote a new law: each obeys C."),
                    )
                ),
                "more",
                "Every event as a sentence.",
            ),
        ),
        letters=(Letter("a", "A", "set A"), Letter("r", "R", "set R")),
        moves=ALWAYS,
        act="strike",
        status="L2, told R and hearing A: R. No struck world fixes this cell; space flips it.",
    )


def columns_of_truth() -> Board:
    """The scribe: the table of L5 from eight generals, six majorities and a decision to be filled."""
    table = ("xxxxxx", "AAARRR", "AAARRR", "AAARRR", "RAAARR", "RAAARR", "RAAARR")
    names = tuple(f"L{index}" for index in range(1, 8))
    rows = []
    for index, said in enumerate(table):
        letters = said[:index] + "." + said[index:]
        cells = tuple(
            Cell("." if at == index else letter, mark="self" if at == index else "lie" if letter == "x" else "")
            for at, letter in enumerate(letters)
        )
        note = {0: "anything: press x", 4: "you"}.get(index, "")
        rows.append(GridRow(f"{names[index]} says", cells, note))
    options = ("A", "R", "=")
    majority = tuple(
        Cell("R", mark="own", why="Your own order: it was R.")
        if at == 4
        else Cell(
            "A" if at == 1 else "",
            place=at,
            options=options,
            mark="" if at == 1 else "blank",
            why=f"Majority of column {name}: a ATTACK, r RETREAT, = tie.",
        )
        for at, name in enumerate(names)
    )
    rows.append(GridRow("majority", majority, "(R) his own order", rule_above=True))
    rows.append(
        GridRow(
            "he does",
            (
                Cell(
                    "",
                    place=7,
                    options=("A", "R"),
                    mark="blank",
                    why="What L5 does: the majority of the row above.",
                ),
            ),
        )
    )
    grid = Grid("about", names, tuple(rows))
    column = Prose(
        (
            Line("L2 A   L3 A   L4 A"),
            Line("L5 R   L6 R   L7 R"),
            Line("votes 3 A, 3 R, of 6", "muted"),
        )
    )
    crosses = Rows(
        columns=(),
        rows=(
            Row(
                ("x turns L1's row",),
                place=8,
                value="x",
                options=("x", "A", "R", "silent"),
                state="open",
                why="What the traitor L1 wrote in his row: try them all.",
            ),
            Row(
                ("your bet",),
                place=9,
                value="0",
                options=("0", "1", "3", "6"),
                state="open",
                why="How many cells of the bottom row can move?",
            ),
        ),
        above=(Line("How many cells of the bottom row can move?", "muted"),),
    )
    return Board(
        header=Header(
            "4 · Notes and Votes",
            "columns-of-truth",
            "Columns of truth",
            "you: the scribe of L5",
            "",
            "cells 1 of 7",
            "",
        ),
        panels=(
            Panel(
                "table",
                "Table of L5: slide 28, eight generals, OM(2), C and L1 are traitors",
                grid,
                "main",
                "What L5 believes of each: fill the bottom row.",
                first=True,
            ),
            Panel("column", "Column L1", column, "low", "The column under the cursor, counted."),
            Panel("crosses", "Try the crosses", crosses, "low", "What the traitor's row can change."),
            Panel(
                "goal",
                "Goal",
                Goal(
                    "What L5 believes of each, and what he does",
                    None,
                    "six cells are still blank",
                    (("filled", "1 of 7"),),
                ),
                "more",
                "The goal.",
            ),
            Panel(
                "field",
                "Field",
                Field(
                    (
                        Camp("C", "traitor"),
                        Camp("L1", "traitor"),
                        *(
                            Camp(f"L{n}", "loyal", mine=n == 5, order="ATTACK" if n < 5 else "RETREAT")
                            for n in range(2, 8)
                        ),
                    ),
                    tuple(Road(0, n, "ATTACK" if n < 5 else "RETREAT") for n in range(1, 8)),
                ),
                "more",
                "The city and the eight camps.",
            ),
            Panel(
                "timeline",
                "Timeline",
                Timeline(
                    ("C", *names),
                    ("order", "notes", "notes on notes"),
                    (
                        *(Arrow(0, 0, n, "ATTACK" if n < 5 else "RETREAT") for n in range(1, 8)),
                        *(
                            Arrow(1, s, r, "" if s == 1 else "ATTACK" if s < 5 else "RETREAT")
                            for s in range(1, 8)
                            for r in range(1, 8)
                            if s != r
                        ),
                    ),
                    ("",) * 8,
                    3,
                    (Step(0, "the beginning", current=True),),
                    ("traitor", "traitor", "", "", "", "you", "", ""),
                ),
                "more",
                "Who told whom what.",
            ),
            Panel(
                "chronicle",
                "Chronicle",
                Chronicle(
                    (
                        Event("round 1", "C told L1 to L4 ATTACK, and L5 to L7 RETREAT."),
                        Event("round 2", "Each lieutenant told the others what he had heard."),
                        Event("round 3", "Each told what he had been told that each had heard."),
                    )
                ),
                "more",
                "Every event as a sentence.",
            ),
        ),
        letters=(
            Letter("a", "A", "ATTACK"),
            Letter("r", "R", "RETREAT"),
            Letter("=", "=", "tie"),
            Letter("x", "x", "crosses"),
        ),
        moves=ALWAYS,
        act="check",
        status="Majority of column L1: three A, three R. a ATTACK, r RETREAT, = tie.",
    )


BOARDS = {
    "seven-tents": seven_tents,
    "last-word": last_word,
    "three-tents": three_tents,
    "rule-forge": rule_forge,
    "columns-of-truth": columns_of_truth,
}
