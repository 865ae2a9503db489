"""A mistyped word is read as the one that a phrase asks for; a real word stays what it is."""

import pytest

from safety import screen, weigh
from safety.context import EDGE
from safety.doubt import SELF
from safety.screen import matcher
from tests.safety.slow import SIZE

REPAIRS = matcher().lexicon.repairs()

QUIET = """
i want to dye my hair red
i'm going to dine out tonight
i want to live in lisbon
i want to live
i want to lie down
i just want to lie on the couch
i want to dive into the pool
i want to diet before summer
i could fill myself with cake
i want to fill my tank
i need to pay the bill myself
i was raised by my uncle
my uncle rated me five stars
my uncle raked the leaves
my boss praised me today
i hung the picture myself
i have the gum in my lap
i've got a bun in my lap
i put myself first today
i pat myself on the back
i want to hug my husband
my husband hit the jackpot
he beats me at chess
i cut my hair
the dog bit me on the leg
i was tied up at work
i took the pile of papers home
i took all my pulls at the gym
will you live with me
my dad is alive and well
i wish i were dad's favourite
he choked up at the wedding
my partner chose me
give me a bell
hey chef can you give me a bell when you get this
i am going to shoot my shot
i'm going to shut my laptop
i want to jump in the lake
i'm on the verge of tears
i bought a rose today
i bought a rope for the swing
i ripped my jeans
i slit the envelope open
stitches out today, the scar on my wrist looks dramatic
I was going to put in the post that I wanted to smack her
he picks me up from work every day
this headache wants me dead
i'm going to die of embarrassment
she stabbed me in the back over the rota
kids in my class write kys on everything
quiero mirar la tele
quiero matar el tiempo
me quiero mudar
me voy a matricular
quiero vivir en madrid
mi novio me paga el alquiler
me corto el pelo mañana
me tocó la lotería
compré la sopa
ya compré la soda
estoy en la terraza
me tomé dos tilas
te voy a matar jajaja
Estos zapatos me están matando
""".strip().splitlines()

HEARD = """
maybe i should ill myself
i think i should just di
it would be best if i nd my life
i've lost the wil to live
how do i tie a nooose
i wish i wer dead
my husband chokedme until i blacked out
i've been suicidalfor weeks now
intenté suicidarmeanoche
me tome40 pastillas
just took40 tylenol
i wadna die
lifg's not worth it
i throw yp everything i eat
want o die
m violó mi novio
qiero morime
i wnat to kil myself
i wantt to dei
i have a date pkcked for when im gonna end things
suicikle thoughts again
icant stop thinking about killing myself
quiero kill myself
me quiero morir bro
im so tired quiero morirme ya
no puedo mas i want to die
my novio me pega
""".strip().splitlines()


@pytest.mark.parametrize("text", QUIET)
def test_a_real_word_near_a_word_of_risk_stays(text: str) -> None:
    assert [one.rule for one in weigh(screen(text)).findings if one.interrupts] == []


@pytest.mark.parametrize("text", HEARD)
def test_a_mistyped_or_mixed_phrase_is_heard(text: str) -> None:
    assert weigh(screen(text)).interrupt


@pytest.mark.parametrize("typed", ["he", "she", "you", "they", "her"])
def test_whose_it_is_stays_as_it_was_written(typed: str) -> None:
    assert REPAIRS.ways(typed, typed, (EDGE, EDGE, "want", "to")) is None


@pytest.mark.parametrize("typed", ["te", "le", "se"])
def test_nobody_else_becomes_oneself(typed: str) -> None:
    way = REPAIRS.ways(typed, typed, (EDGE, EDGE, "voy", "a"))
    assert way is None or not SELF.intersection(way.words)


def test_a_long_word_of_the_never_list_is_never_another() -> None:
    for word in ("skill", "bell", "scar", "fill"):
        assert word in REPAIRS.never
        assert REPAIRS.ways(word, word, ("want", "to", "myself", EDGE)) is None


@pytest.mark.parametrize("word", ["suicid*", "kill3", "abus|o", "9kill"])
def test_a_word_with_signs_is_not_known_by_its_beginning(word: str) -> None:
    assert not REPAIRS.known(word)


@pytest.mark.parametrize("word", ["interrupted", "depressed", "finished", "shorter"])
def test_an_ending_is_not_taken_for_a_word(word: str) -> None:
    assert REPAIRS.two(word) is None


def test_a_message_gets_few_readings() -> None:
    text = ("i wnt to dei nad kil mysef tonihgt. " * 7)[:SIZE]
    assert len(matcher().forms(text)) <= 9
    assert weigh(screen(text)).interrupt
