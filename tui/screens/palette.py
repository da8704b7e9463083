"""The palette: every command that acts now, and every level by its title."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from tui.keys import shown
from tui.screens.scene import Scene

if TYPE_CHECKING:
    from tui.app import StrategikonApp


class Commands(Provider):
    """Commands from the table, levels from the pack."""

    def _entries(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        """(title, help, what it does)."""
        game, screen = cast("StrategikonApp", self.app), self.screen
        if isinstance(screen, Scene):
            words = {letter.key: letter.words for letter in screen.letters()}
            for command in screen.acting():
                keys = " ".join(shown(key) for key in game.keyring.keys(command))
                title = command.title
                if command.letter and words.get(command.letter):
                    title = words[command.letter][:1].upper() + words[command.letter][1:]
                yield f"{title}  ({keys})", command.help, partial(screen.action_command, command.id)
        for chapter in game.pack.chapters:
            for level in chapter.cards:
                yield (
                    f"Play: {level.title}",
                    f"{chapter.number} · {chapter.title}",
                    partial(game.open, level.id),
                )

    async def discover(self) -> Hits:
        for title, help, act in self._entries():
            yield DiscoveryHit(title, act, help=help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, help, act in self._entries():
            # A level is found by its chapter too.
            chapter = matcher.match(help) / 2 if title.startswith("Play: ") else 0
            if (score := max(matcher.match(title), chapter)) > 0:
                yield Hit(score, matcher.highlight(title), act, help=help)
