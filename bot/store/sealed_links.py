"""Therapists and links, their words sealed. See `bot.store.links.Links`."""

from collections.abc import Sequence

from bot.store.links import Link, Therapist
from bot.store.protocol import Transaction
from bot.store.sealed_keys import Keys


class SealedLinks:
    """A therapist's name is sealed with their key, what they call a client with the client's."""

    def __init__(self, work: Transaction, keys: Keys) -> None:
        self._work, self._keys = work, keys
        self.invitation = work.invitation
        self.invitations = work.invitations
        self.save_invitation = work.save_invitation
        self.forget_invitations = work.forget_invitations
        self.given_lately = work.given_lately
        self.share = work.share
        self.unshare = work.unshare
        self.shared = work.shared
        self.trace = work.trace
        self.traces = work.traces

    def therapist(self, chat: int) -> Therapist | None:
        """A therapist, opened."""
        found = self._work.therapist(chat)
        return self._keys.open_row("therapist", found) if found else None

    def therapists(self) -> Sequence[Therapist]:
        """All of them, opened."""
        found = self._work.therapists()
        self._keys.look_up(one.chat for one in found)
        return [self._keys.open_row("therapist", one) for one in found]

    def save_therapist(self, therapist: Therapist) -> None:
        """Keep one, sealed."""
        self._work.save_therapist(self._keys.seal_row("therapist", therapist))

    def link(self, link: str) -> Link | None:
        """A link, opened."""
        found = self._work.link(link)
        return self._keys.open_row("link", found) if found else None

    def links_of(self, client: int) -> Sequence[Link]:
        """A client's links, opened."""
        return self._with_labels(self._work.links_of(client))

    def clients_of(self, therapist: int) -> Sequence[Link]:
        """A therapist's links, opened."""
        return self._with_labels(self._work.clients_of(therapist))

    def save_link(self, link: Link) -> None:
        """Keep one, sealed."""
        self._work.save_link(self._keys.seal_row("link", link))

    def _with_labels(self, links: Sequence[Link]) -> list[Link]:
        self._keys.look_up(one.client for one in links)
        return [self._keys.open_row("link", one) for one in links]
