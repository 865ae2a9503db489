"""`mooring flows play` in a real terminal: keys, buttons, time, Ctrl+C."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from bot.flow.translate import messages, read, write
from tests.cli.kit import PLAIN, Folder, press_ctrl_c

pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")

SEVERAL = """\
  pick:
    ask: multi
    text: "Which of these?"
    options: [{id: a, label: "Apples"}, {id: b, label: "Bread"}, {id: c, label: "Cheese"}]
    pick: {min: 2, max: 2}
    save: some
    next: bye
"""


class Talk:
    """A conversation in a terminal: what is seen, in its order, and what is typed."""

    def __init__(self, child: "pexpect.spawn[str]") -> None:
        self.child = child

    def sees(self, *words: str) -> None:
        for one in words:
            self.child.expect_exact(one)

    def types(self, *lines: str) -> None:
        for line in lines:
            self.child.expect_exact("you> ")
            self.child.sendline(line)

    def ends(self) -> int | None:
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


@pytest.fixture
def play(flows: Folder) -> Iterator["Play"]:
    begun = Play(flows)
    yield begun
    for child in begun.children:
        child.close(force=True)


class Play:
    """Begins conversations, and ends them after the test."""

    def __init__(self, flows: Folder) -> None:
        self.flows = flows
        self.children: list[pexpect.spawn[str]] = []

    def __call__(self, *arguments: str | Path) -> Talk:
        child = self.flows.play(*arguments)
        self.children.append(child)
        return Talk(child)


def test_numbers_press_buttons_and_words_are_answers(play: Play) -> None:
    talk = play("sample", "--fast")
    talk.sees("Hello, Sam.", "How is it now?", "1  Good", "2  Rough", "s Skip", "x Stop")
    talk.types("2")
    talk.sees("How strong?", "0", "3", "b Back")
    talk.types("3")
    talk.sees("What is it like?")
    talk.types("a knot, 2 of them")
    talk.sees("Thank you.", "(the flow ended: done)")
    assert talk.ends() == 0


def test_a_point_of_a_scale_is_its_number_and_not_its_place(play: Play) -> None:
    talk = play("sample", "--step", "rate")
    talk.types("1")
    talk.sees("Thank you.")
    assert talk.ends() == 0


def test_a_choice_can_be_typed_and_a_wrong_answer_is_asked_again(play: Play) -> None:
    talk = play("sample", "--fast")
    talk.types("something else", "3", "0")
    talk.sees("That did not match one of the answers.", "1  Good", "2  Rough")
    talk.types("rough")
    talk.sees("How strong?")
    talk.types("7")
    talk.sees("That did not match the scale.", "from 0 to 3")
    talk.types("three")
    talk.sees("That did not work as a number.")


def test_letters_skip_go_back_pause_resume_help_and_stop(play: Play) -> None:
    talk = play("sample", "--fast")
    talk.sees("How is it now?")
    talk.types("s")
    talk.sees("How strong?")
    talk.types("b")
    talk.sees("How is it now?")
    talk.types("h")
    talk.sees("If you are in danger now")
    talk.types("P")
    talk.sees("Paused.", "r Resume")
    talk.types("1")
    talk.sees("Paused.")
    talk.types("r")
    talk.sees("How is it now?")
    talk.types("x")
    talk.sees("Stopped.", "(the flow ended: stopped)")
    assert talk.ends() == 0


def test_a_letter_that_is_no_button_now_is_an_answer(play: Play) -> None:
    talk = play("sample", "--step", "say_more", "--fast")
    talk.types("r")
    talk.sees("Thank you.")
    assert talk.ends() == 0


def test_several_are_ticked_one_by_one(play: Play) -> None:
    several = PLAIN.replace("steps:\n", f"vars: {{some: {{type: multi}}}}\nsteps:\n{SEVERAL}")
    several = several.replace("start: bye", "start: pick")
    play.flows.write("start/plain.yaml", several)
    talk = play("plain")
    talk.sees("1  [ ] Apples")
    talk.types("3")
    talk.sees("3  [x] Cheese")
    talk.types("d")
    talk.sees("2 to 2 picks")
    talk.types("1")
    talk.sees("[x] Apples", "[ ] Bread", "d Done")
    talk.types("d")
    talk.sees("That was all.")
    assert talk.ends() == 0


def test_time_can_be_let_go_by_so_that_a_reminder_comes(play: Play) -> None:
    talk = play("sample", "--step", "rate")
    talk.sees("How strong?")
    talk.types("+1h", "+59m", "+2m")
    talk.sees("No hurry at all.")
    talk.types("+soon", "+", "+-1h", "+9")
    talk.sees("Write + and a length of time")
    talk.types("+4d")
    talk.sees("(the flow ended: expired)")
    assert talk.ends() == 0


def test_a_pace_goes_by_itself_in_its_time(play: Play) -> None:
    talk = play("sample", "--step", "breathe")
    talk.sees("Along with me.", "breathe in 1s, breathe out 1s", "(Ctrl+C for the buttons)")
    talk.sees("breathe in 1", "breathe out 1", "How strong?")


def test_ctrl_c_in_a_pace_brings_its_buttons(play: Play) -> None:
    play.flows.edit("start/sample.yaml", "{in: 1s, out: 1s}", "{in: 60s, out: 60s, rounds: 9}")
    talk = play("sample", "--step", "breathe")
    talk.sees("(1/9)")
    press_ctrl_c(talk.child)
    talk.sees("e Go on now", "p Pause", "x Stop")
    talk.types("")
    talk.sees("(1/9)")
    press_ctrl_c(talk.child)
    talk.types("e")
    talk.sees("How strong?")


def test_ctrl_c_in_a_wait_brings_its_buttons_and_time_can_go_by(play: Play) -> None:
    waiting = '  here: {wait: 10m, text: "Ten minutes.", early: "Ready", next: bye}\n  bye:'
    longer = PLAIN.replace("  bye:", waiting).replace("start: bye", "start: here")
    play.flows.write("start/plain.yaml", longer)
    talk = play("plain")
    talk.sees("Ten minutes.", "e Ready", "9:5")
    press_ctrl_c(talk.child)
    talk.types("words")
    talk.sees("The wait is still on", "9:5")
    press_ctrl_c(talk.child)
    talk.types("+10m")
    talk.sees("That was all.")
    assert talk.ends() == 0


def test_ctrl_c_and_the_end_of_input_quit_at_a_question(play: Play) -> None:
    leaves: list[Callable[[pexpect.spawn[str]], None]] = [press_ctrl_c, pexpect.spawn.sendeof]
    for leave in leaves:
        talk = play("sample")
        talk.sees("How is it now?", "you> ")
        leave(talk.child)
        assert talk.ends() == 0


def test_a_flow_can_be_chosen_from_a_list(play: Play) -> None:
    play.flows.write(
        "start/plain.yaml", PLAIN.replace("One word and out.", '"One [b]word[/i] :key: and out."')
    )
    talk = play()
    talk.sees("1  start  Plain", "1 min", "One [b]word[/i] :key: and out.")
    talk.sees("2  start  A sample", "Which one")
    talk.child.sendline("3")
    talk.sees("Which one")
    talk.child.sendline("plain")
    talk.sees("Which one")
    talk.child.sendline("1")
    talk.sees("That was all.")
    assert talk.ends() == 0


def test_a_language_is_spoken_where_it_is_translated(play: Play) -> None:
    play.flows.run("translate update", "es")
    path = play.flows.root / "locale/es/LC_MESSAGES/flows.po"
    catalog = read(path)
    spanish = {"sample/hello/say.0": "Hola, {person.name}.", "phrases/stop": "Parar"}
    for message in messages(catalog):
        message.string = spanish.get(str(message.context), "")
    write(catalog, path)
    talk = play("sample", "--lang", "es", "--name", "Ana")
    talk.sees("Hola, Ana.", "How is it now?", "x Parar")
