"""Oral messages twice more, independent of the engine and of each other.

`by_recursion` follows the text of Lamport, Shostak and Pease (1982, section 3) line by line and knows no
rounds; `by_tree` floods the paths round by round and resolves them from the leaves. Both are told what is
said by a function (path that ends with the speaker, receiver, what he holds) -> what he says.

The recursion does not know what an order is: it is also run on integers that hold a million behaviours, one
a bit (`bits`, `bit_vote`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

ATTACK, RETREAT = "attack", "retreat"
Path = tuple[int, ...]
Told = Callable[[Path, int, Any], Any]
Words = Mapping[tuple[Path, int], str | None]
"""(path that ends with the speaker, receiver) -> what he says; None is silence. The rest is honest."""


def by_recursion(
    generals: Sequence[int],
    commander: int,
    m: int,
    order: Any,
    told: Told,
    hear: Callable[[Any, int], Any],
    vote: Callable[[list[Any], int], Any],
    path: Path = (),
) -> dict[int, Any]:
    """OM(m): the value that each lieutenant uses in the end."""
    lieutenants = [i for i in generals if i != commander]
    path = (*path, commander)
    # (1) The commander sends his value to every lieutenant; v_i is what i got, or the default.
    v = {i: hear(told(path, i, order), i) for i in lieutenants}
    if m == 0:
        return v
    # (2) Each lieutenant acts as the commander of OM(m-1) and sends v_i to the n-2 others.
    used: dict[int, dict[int, Any]] = {i: {i: v[i]} for i in lieutenants}
    for j in lieutenants:
        for i, value in by_recursion(lieutenants, j, m - 1, v[j], told, hear, vote, path).items():
            used[i][j] = value
    # (3) Each uses the majority of v_1 .. v_n-1.
    return {i: vote(list(used[i].values()), i) for i in lieutenants}


def majority(votes: Iterable[str], default: str) -> str:
    """The majority value if it exists, else the default."""
    votes = list(votes)
    attacks = sum(vote == ATTACK for vote in votes)
    if 2 * attacks == len(votes):
        return default
    return ATTACK if 2 * attacks > len(votes) else RETREAT


def recursive(
    n: int, m: int, order: str, words: Words, defaults: Sequence[str], commander: int = 0
) -> dict[int, str]:
    """`by_recursion` on orders, silence becoming each receiver's default at receipt."""
    return by_recursion(
        range(n),
        commander,
        m,
        order,
        lambda path, to, honest: words.get((path, to), honest),
        lambda value, i: value if value in (ATTACK, RETREAT) else defaults[i],
        lambda votes, i: majority(votes, defaults[i]),
    )


def by_tree(
    n: int, m: int, order: str, words: Words, defaults: Sequence[str], commander: int = 0
) -> dict[int, str]:
    """The same by rounds: every path is told, stored and relayed; then resolved bottom-up."""
    held: list[dict[Path, str]] = [{} for _ in range(n)]
    level: list[Path] = [(commander,)]
    for _ in range(m + 1):
        following: list[Path] = []
        for path in level:
            speaker = path[-1]
            honest = order if len(path) == 1 else held[speaker][path[:-1]]
            for i in range(n):
                if i in path:
                    continue
                said = words.get((path, i), honest)
                held[i][path] = said if said in (ATTACK, RETREAT) else defaults[i]
                following.append((*path, i))
        level = following
    return {i: _resolve(held[i], (commander,), i, n, m, defaults[i]) for i in range(n) if i != commander}


def _resolve(held: Mapping[Path, str], path: Path, i: int, n: int, m: int, default: str) -> str:
    others = [k for k in range(n) if k not in path and k != i]
    if len(path) == m + 1 or not others:
        return held[path]
    votes = [held[path], *(_resolve(held, (*path, k), i, n, m, default) for k in others)]
    return majority(votes, default)


def flat(n: int, m: int, order: str, words: Words, defaults: Sequence[str]) -> dict[int, str]:
    """The common mistake: one majority over all copies instead of the recursive one."""
    decisions = {}
    for i in range(1, n):
        copies: list[str] = []

        def hear(value: Any, receiver: int, i: int = i, copies: list[str] = copies) -> str:
            value = value if value in (ATTACK, RETREAT) else defaults[receiver]
            if receiver == i:
                copies.append(value)
            return value

        by_recursion(
            range(n), 0, m, order,
            lambda path, to, honest: words.get((path, to), honest),
            hear,
            lambda votes, k: majority(votes, defaults[k]),
        )  # fmt: skip
        decisions[i] = majority(copies, defaults[i])
    return decisions


def slots(n: int, m: int, traitors: Iterable[int], commander: int = 0) -> list[tuple[Path, int]]:
    """Everything that traitors say: (path that ends with the traitor, receiver)."""
    found: list[tuple[Path, int]] = []
    level: list[Path] = [(commander,)]
    for _ in range(min(m, n - 2) + 1):
        found += [(path, i) for path in level if path[-1] in set(traitors) for i in range(n) if i not in path]
        level = [(*path, k) for path in level for k in range(n) if k not in path]
    return found


def random_words(
    n: int, m: int, traitors: Iterable[int], seed: int, commander: int = 0, silence: bool = True
) -> dict[tuple[Path, int], str | None]:
    """What traitors say who throw a die for every word."""
    random = Random(seed)
    values = (ATTACK, RETREAT, None) if silence else (ATTACK, RETREAT)
    return {slot: random.choice(values) for slot in slots(n, m, traitors, commander)}


# A million behaviours at once: bit b of a number is the value in behaviour b, 1 for ATTACK.


def column(slot: int, size: int) -> int:
    """The number whose bit b is bit `slot` of b, for all b below 2**size."""
    pattern = ((1 << (1 << slot)) - 1) << (1 << slot)
    for doubled in range(slot + 1, size):
        pattern |= pattern << (1 << doubled)
    return pattern


def bit_vote(votes: list[int]) -> int:
    """The majority in every behaviour at once, ties RETREAT, by adding the votes up in binary."""
    counter: list[int] = []
    for vote in votes:
        carry = vote
        for place in range(len(counter)):
            counter[place], carry = counter[place] ^ carry, counter[place] & carry
            if not carry:
                break
        if carry:
            counter.append(carry)
    needed = len(votes) // 2 + 1
    more, equal = 0, -1
    for place in range(max(len(counter), needed.bit_length()) - 1, -1, -1):
        bit = counter[place] if place < len(counter) else 0
        if needed >> place & 1:
            equal &= bit
        else:
            more |= equal & bit
            equal &= ~bit
    return more | equal


def all_behaviours(
    n: int, m: int, traitors: Sequence[int], order: str, fixed: Mapping[tuple[Path, int], int] | None = None
) -> tuple[int, dict[int, int]]:
    """Every behaviour in ATTACK and RETREAT of these traitors: (all ones, lieutenant -> decisions by bit).

    Words to fellow traitors are left out: a traitor may say anything whatever he heard, and nobody loyal
    hears them. `fixed` words are not varied; what is varied must be few: 2 to that power bits are held.
    """
    words = dict(fixed or {})
    varied = [(p, to) for p, to in slots(n, m, traitors) if to not in traitors and (p, to) not in words]
    size = len(varied)
    assert size <= 24, f"{size} words"
    ones = (1 << (1 << size)) - 1
    words.update({slot: column(place, size) for place, slot in enumerate(varied)})
    start = ones if order == ATTACK else 0
    return ones, bitwise(range(n), 0, m, start, words)


def bitwise(
    generals: Sequence[int], commander: int, m: int, order: int, words: Mapping[tuple[Path, int], int],
    path: Path = (),
) -> dict[int, int]:  # fmt: skip
    """`by_recursion` on numbers of which every bit is a behaviour."""
    return by_recursion(
        generals, commander, m, order,
        lambda at, to, honest: words.get((at, to), honest),
        lambda value, i: value,
        lambda votes, i: bit_vote(votes),
        path,
    )  # fmt: skip
