"""Who looks after what is no exercise: the one place where a desk is registered."""

from typing import Final

from bot.homework.care import CareDesk
from bot.homework.clients import ClientsDesk
from bot.homework.desk import HomeworkDesk
from bot.homework.giving import GivingDesk
from bot.people.cards import CardsDesk
from bot.people.desk import Desks
from bot.people.progress_desk import ProgressDesk
from bot.people.rights import DataDesk
from bot.people.settings import SettingsDesk

DESKS: Final = Desks(
    (
        SettingsDesk(),
        CardsDesk(),
        ProgressDesk(),
        HomeworkDesk(),
        CareDesk(),
        ClientsDesk(),
        GivingDesk(),
        DataDesk(),
    )
)
"""Everyone who looks after something besides the exercises."""
