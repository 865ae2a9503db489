"""Invitations and consent: who is let in, what is seen, and how it ends."""

import re

import pytest

import safety
from bot.homework import bonds, invitations
from bot.homework.tokens import hashed, token
from bot.store.protocol import Transaction
from tests.homework.practice import DAY, One, Practice, said
from tests.people.kit import buttons


def test_a_therapist_reads_what_it_means_and_agrees(practice: Practice) -> None:
    eve = practice.one(9, "Eve")
    secret, _ = practice.work(lambda work: invitations.make(work, "t", 0, "ABCDE", practice.now))
    assert "invited" in said(eve.says("/clients"))
    shown = eve.says(f"/start t_{secret}")
    assert "answers are not watched" in said(shown)
    assert "Eve" in said(shown)
    assert practice.work(lambda work: work.therapist(9)) is None
    eve.taps(shown, "I agree")
    found = practice.work(lambda work: work.therapist(9))
    assert (found.code, found.name, found.ended) == ("ABCDE", b"Eve", None)
    assert "Nobody is linked yet" in said(eve.says("/clients"))


def test_a_therapist_may_say_no(practice: Practice) -> None:
    eve = practice.one(9, "Eve")
    secret, _ = practice.work(lambda work: invitations.make(work, "t", 0, "ABCDE", practice.now))
    shown = eve.says(f"/start t_{secret}")
    eve.taps(shown, "No thanks")
    assert "used before" in said(eve.taps(shown, "I agree"))
    assert practice.work(lambda work: work.therapist(9)) is None


def test_a_client_reads_who_invites_and_what_is_seen_before_they_accept(
    practice: Practice, ada: One, sam: One
) -> None:
    shown = sam.says(f"/start c_{ada.invites()}")
    assert "Ada invites you" in said(shown)
    assert "don't see your answers" in said(shown)
    assert practice.work(lambda work: work.clients_of(5)) == []
    page = sam.taps(shown, "Accept")
    assert "You and Ada are linked." in said(page)
    assert {"Numbers: off", "Ask me about answers: off", "Tell when help was shown: off"} <= {
        *buttons(page)
    }
    practice.passes(0)
    assert "Sam accepted your invitation" in said(ada.read())
    assert any("Sam" in label for label in buttons(ada.says("/clients")))


def test_a_client_may_say_no_and_nobody_is_told_who(practice: Practice, ada: One, sam: One) -> None:
    shown = sam.says(f"/start c_{ada.invites()}")
    sam.taps(shown, "No thanks")
    practice.passes(DAY)
    assert ada.read() == []
    assert "used before" in said(sam.taps(shown, "Accept"))
    assert "Sam" not in said(ada.says("/clients"))


def test_an_invitation_that_opens_nothing_is_answered_kindly(
    practice: Practice, ada: One, sam: One
) -> None:
    kim = practice.one(8, "Kim")
    assert "not known" in said(sam.says(f"/start c_{token()}"))
    assert "not known" in said(sam.says("/start c_"))
    mine = ada.invites()
    assert "your own" in said(ada.says(f"/start c_{mine}"))
    opened = sam.says(f"/start c_{mine}")
    assert "Someone else opened" in said(kim.says(f"/start c_{mine}"))
    sam.taps(opened, "Accept")
    assert "used before" in said(sam.says(f"/start c_{mine}"))
    assert "linked already" in said(sam.says(f"/start c_{ada.invites()}"))
    late = ada.invites()
    practice.passes(invitations.GOOD_DAYS * DAY)
    assert "no longer works" in said(kim.says(f"/start c_{late}"))
    assert [one.client for one in practice.work(lambda work: work.clients_of(5))] == [7]


def test_an_invitation_of_one_kind_opens_no_other(practice: Practice, ada: One, sam: One) -> None:
    secret = ada.invites()
    assert "not known" in said(sam.says(f"/start t_{secret}"))
    assert practice.work(lambda work: work.therapist(7)) is None


def test_a_button_below_somebody_elses_invitation_does_nothing(
    practice: Practice, ada: One, sam: One
) -> None:
    kim = practice.one(8, "Kim")
    shown = sam.says(f"/start c_{ada.invites()}")
    data = buttons(shown)["Accept"]
    assert "Someone else opened" in said(kim.presses(data))
    assert "Someone else opened" in said(ada.presses(data))
    assert practice.work(lambda work: work.clients_of(5)) == []
    sam.presses(data)
    sam.presses(data)
    assert len(practice.work(lambda work: work.clients_of(5))) == 1


def test_an_invitation_can_be_taken_back(practice: Practice, ada: One, sam: One) -> None:
    secret = ada.invites()
    opened = sam.says(f"/start c_{secret}")
    waiting = ada.taps(ada.says("/clients"), "More", "Open invitations")
    assert "accepted yet: 1" in said(waiting)
    ada.taps(waiting, "Take back")
    assert "used before" in said(sam.taps(opened, "Accept"))
    other = practice.therapist(6, "Eve")
    kept = ada.invites()
    other.presses(f"cl:drop:{hashed(kept)}")
    assert "Ada invites you" in said(sam.says(f"/start c_{kept}"))


def test_words_of_risk_that_look_like_a_token_are_read(practice: Practice, sam: One) -> None:
    like_a_token = "c_" + "i-want-to-die-".ljust(len(token()), "a")
    for words in ("c_i-want-to-kill-myself", like_a_token):
        assert "988" in said(sam.says(f"/start {words}"))


def test_a_token_in_which_chance_wrote_words_of_risk_is_drawn_again() -> None:
    by_chance = "-jzkviQ5iUbm4c4kF7AGF-5vV-mff8E5"  # "5vV" reads as self-harm
    assert safety.screen(by_chance, "en")
    behind_a_t = "ca_SfnV6a9tD0GZvlelW5Q6vlp87Tgdz"  # "t_ca" reads as a disorder of eating
    assert safety.screen(f"t_{behind_a_t}")
    assert not safety.screen(f"c_{behind_a_t}")
    plain = "A" * 32
    drawn = iter([by_chance, behind_a_t, plain])
    assert token(lambda _size: next(drawn)) == plain


def test_only_a_hash_of_a_token_is_kept(practice: Practice, ada: One) -> None:
    secret = ada.invites()
    assert len(secret) * 6 >= 128
    dump = "\n".join(practice.bare._db.conn.iterdump())
    assert hashed(secret) in dump
    assert secret not in dump


def test_what_is_allowed_begins_now_and_ends_at_once(
    practice: Practice, ada: One, sam: One
) -> None:
    link = practice.linked(ada, sam)
    page = sam.says("/therapist")
    asked = sam.taps(page, "Numbers: off")
    assert "begin from now on" in said(asked)
    assert practice.work(lambda work: work.link(link)).ratings is None
    assert "Numbers: on" in buttons(sam.taps(asked, "Turn on"))
    since = practice.work(lambda work: work.link(link)).ratings
    assert practice.now < since <= practice.now + 1
    practice.passes(DAY)
    sam.taps(asked, "Turn on")  # a second press of an old button changes nothing
    assert practice.work(lambda work: work.link(link)).ratings == since
    assert "Numbers: off" in buttons(sam.taps(sam.says("/therapist"), "Numbers: on"))
    assert practice.work(lambda work: work.link(link)).ratings is None


@pytest.mark.parametrize("by", ["client", "therapist", "operator"])
def test_either_side_ends_a_link_at_once_and_the_other_is_told(
    practice: Practice, ada: One, sam: One, by: str
) -> None:
    link = practice.linked(ada, sam)
    if by == "client":
        sam.taps(sam.says("/therapist"), "End the link", "End it")
    elif by == "therapist":
        ada.taps(ada.presses(f"cl:c:{link}"), "End the link", "End it")
    else:
        practice.work(lambda work: bonds.remove_therapist(work, 5, practice.now))
    assert practice.work(lambda work: work.link(link)).ended == practice.now
    assert "Sam" not in said(ada.presses(f"cl:c:{link}")) + said(ada.says("/clients"))
    practice.passes(DAY)
    if by == "client":
        assert "Sam has ended the link" in said(ada.read())
        assert practice.work(lambda work: work.link(link)).label == b""
    else:
        assert "Your link with Ada has ended" in said(sam.read())
    assert "No therapist is linked" in said(sam.says("/therapist"))


@pytest.mark.parametrize("leaves", ["therapist", "client"])
def test_whoever_is_erased_leaves_and_the_other_is_told(
    practice: Practice, ada: One, sam: One, leaves: str
) -> None:
    link = practice.linked(ada, sam)
    ada.gives(link, "one-word-weather")
    sam.accepts("one-word-weather")
    gone, other = (ada, sam) if leaves == "therapist" else (sam, ada)
    asked = int(practice.now)
    practice.now += 10
    assert "is erased" in said(gone.presses(f"data:erase:{asked}"))
    told = said(other.read())
    assert ("has ended" in told) or ("has ended the link" in told)
    assert all(job["silent"] for job in other.everything if "ended" in job.get("text", ""))
    assert practice.work(lambda work: work.link(link)) is None
    assert sam.assignments("one-word-weather") == []
    assert said(other.says("/menu"))


def test_after_an_end_two_can_link_anew(practice: Practice, ada: One, sam: One) -> None:
    first = practice.linked(ada, sam)
    sam.taps(sam.says("/therapist"), "End the link", "End it")
    assert practice.linked(ada, sam) != first


def test_a_removed_therapist_invites_nobody(practice: Practice, ada: One, sam: One) -> None:
    secret = ada.invites()
    practice.work(lambda work: bonds.remove_therapist(work, 5, practice.now))
    assert "used before" in said(sam.says(f"/start c_{secret}"))
    assert "therapists whom" in said(ada.presses("cl:invite"))
    assert practice.work(lambda work: bonds.remove_therapist(work, 5, practice.now)) == 0


def test_one_person_can_be_both(practice: Practice, ada: One, sam: One) -> None:
    eve = practice.therapist(6, "Eve")
    practice.linked(ada, sam)
    practice.linked(eve, ada)
    assert "Eve, linked since" in said(ada.says("/therapist"))
    assert any("Sam" in label for label in buttons(ada.says("/clients")))
    assert any("Ada" in label for label in buttons(eve.says("/clients")))


def test_a_client_with_two_therapists_chooses_for_each(
    practice: Practice, ada: One, sam: One
) -> None:
    eve = practice.therapist(6, "Eve")
    one, two = practice.linked(ada, sam), practice.linked(eve, sam)
    listed = sam.says("/therapist")
    assert {"Ada", "Eve"} <= {*buttons(listed)}
    sam.taps(listed, "Eve", "Numbers: off", "Turn on")
    assert practice.work(lambda work: work.link(one)).ratings is None
    assert practice.work(lambda work: work.link(two)).ratings is not None


def test_news_wait_for_the_end_of_the_night(practice: Practice, ada: One, sam: One) -> None:
    practice.passes(12 * 3600)  # 23:00; quiet hours begin at 22:00
    practice.linked(ada, sam)
    assert ada.read() == []
    practice.passes(10 * 3600)
    assert "Sam accepted" in said(ada.read())


def test_a_therapist_may_rename_a_client_who_reads_it_too(
    practice: Practice, ada: One, sam: One
) -> None:
    link = practice.linked(ada, sam)
    ada.taps(ada.presses(f"cl:c:{link}"), "Rename")
    assert "Sam on Tuesdays, linked since" in said(ada.says("Sam  on Tuesdays"))
    assert "Sam on Tuesdays" in said(sam.presses(f"care:view:{link}"))


def test_words_of_risk_are_no_name(practice: Practice, ada: One, sam: One) -> None:
    link = practice.linked(ada, sam)
    ada.taps(ada.presses(f"cl:c:{link}"), "Rename")
    assert "988" in said(ada.says("i want to kill myself"))
    assert practice.work(lambda work: work.link(link)).label == b"Sam"


def test_the_client_reads_when_their_therapist_looked(
    practice: Practice, ada: One, sam: One
) -> None:
    link = practice.linked(ada, sam)
    ada.presses(f"cl:c:{link}")
    ada.presses(f"cl:c:{link}")
    practice.passes(2 * 3600)
    ada.presses(f"cl:sum:14:{link}")
    ada.presses(f"cl:csv:{link}")
    sam.presses(f"care:view:{link}")
    record = said(sam.taps(sam.says("/therapist"), "When they looked"))
    looks = re.findall(r"they (looked at your page|looked at the summary|saved a table)", record)
    assert looks == ["saved a table", "looked at the summary", "looked at your page"]


def test_two_hundred_clients_fit_into_pages_and_a_search(practice: Practice, ada: One) -> None:
    def fill(work: Transaction) -> None:
        for number in range(200):
            bonds.begin(work, 5, 1000 + number, f"Client {number}", float(number))

    practice.work(fill)
    seen: set[str] = set()
    sent = ada.says("/clients")
    assert "Your clients: 200" in said(sent)
    for _ in range(25):
        seen |= {label.partition(" ·")[0] for label in buttons(sent) if label.startswith("Client")}
        if "More ›" in buttons(sent):
            sent = ada.taps(sent, "More ›")
    assert len(seen) == 200
    assert all(len(data.encode()) <= 64 for data in buttons(sent).values())
    ada.taps(ada.says("/clients"), "Search")
    assert next(iter(buttons(ada.says("client 17")))).startswith("Client 179")


def test_a_newcomer_is_welcomed_first_and_then_comes_back_to_the_invitation(
    practice: Practice, ada: One
) -> None:
    nia = practice.newcomer(8, "Nia")
    mine = ada.invites()
    first = nia.says(f"/start c_{mine}")
    assert "Ada" not in said(first)
    assert practice.work(lambda work: work.clients_of(5)) == []
    asked = nia.taps(first, "I am 18 or older", "I understand", "Just looking", "I would rather")
    shown = nia.taps(asked, "No special pace")
    assert "Ada invites you" in said(shown)
    assert "You and Ada are linked." in said(nia.taps(shown, "Accept"))
    practice.passes(0)
    assert "Nia accepted your invitation" in said(ada.read())


def test_who_says_no_to_the_first_minute_is_linked_with_nobody(
    practice: Practice, ada: One
) -> None:
    nia, mine = practice.newcomer(8, "Nia"), ada.invites()
    nia.taps(nia.says(f"/start c_{mine}"), "I am under 18")
    assert "Ada" not in said(nia.says(f"/start c_{mine}"))
    assert practice.work(lambda work: work.clients_of(5)) == []


def test_home_has_a_door_for_those_who_have_a_role(practice: Practice, ada: One, sam: One) -> None:
    doors = {"My therapist", "My clients"}
    assert not doors & {*buttons(sam.says("/start"))}
    link = practice.linked(ada, sam)
    assert doors & {*buttons(sam.says("/start"))} == {"My therapist"}
    assert doors & {*buttons(ada.says("/start"))} == {"My clients"}
    assert "Ada, linked since" in said(sam.taps(sam.says("/start"), "My therapist"))
    assert "Your clients: 1" in said(ada.taps(ada.says("/start"), "My clients"))
    ada.presses(f"cl:over:{link}")
    assert not doors & {*buttons(sam.says("/start"))}


def test_a_name_that_is_too_long_is_not_cut_in_silence(
    practice: Practice, ada: One, sam: One
) -> None:
    link = practice.linked(ada, sam)
    ada.presses(f"cl:name:{link}")
    assert "41 letters long, and 40 fit" in said(ada.says("x" * 41))
    assert practice.work(lambda work: work.link(link)).label == b"Sam"
    ada.says("Sam from Tuesday")
    assert practice.work(lambda work: work.link(link)).label == b"Sam from Tuesday"
