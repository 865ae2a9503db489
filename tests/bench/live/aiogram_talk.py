"""aiogram 3 as documented: a router, states, and MemoryStorage."""

import asyncio
import sys
from typing import Any, Final

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.bench import hand
from tests.bench.live import words
from tests.bench.talk import Reply

router: Final = Router()


class Six(StatesGroup):
    """Where the conversation stands."""

    before = State()
    again = State()
    which = State()
    words = State()
    after = State()


STATES: Final[dict[str, State]] = {
    str(one.state).partition(":")[2]: one for one in Six.__all_states__
}


@router.message(CommandStart())
async def start(message: Message, state: FSMContext, bot: Bot) -> None:
    """Greet and ask the first question."""
    vars_: hand.Vars = {}
    where, out = words.begin(vars_)
    await state.set_state(STATES[where])
    await _send(bot, message.chat.id, state, vars_, out)


def answering(name: str, where: State) -> None:
    """Register the handlers of one state."""

    @router.callback_query(where)
    async def tapped(query: CallbackQuery, state: FSMContext, bot: Bot) -> None:
        await query.answer()
        pressed = query.message.message_id if query.message else 0
        given = Reply("tap", str(query.data))
        await _answer(bot, query.from_user.id, state, name, given, pressed)

    @router.message(where)
    async def typed(message: Message, state: FSMContext, bot: Bot) -> None:
        await _answer(bot, message.chat.id, state, name, Reply("text", str(message.text)))


for _name, _state in STATES.items():
    answering(_name, _state)


async def _answer(  # noqa: PLR0917
    bot: Bot, chat: int, state: FSMContext, name: str, given: Reply, pressed: int = 0
) -> None:
    kept: dict[str, Any] = await state.get_data()
    vars_ = kept["vars"]
    try:
        after, out = words.reply(name, vars_, given)
    except hand.RefusedError as refused:
        await bot.send_message(chat, str(refused))
        return
    await state.set_state(STATES[after] if after else None)
    if asked := pressed or kept["asked"]:  # take the buttons off the question that was answered
        await bot.edit_message_reply_markup(chat_id=chat, message_id=asked)
    await _send(bot, chat, state, vars_, out)


async def _send(
    bot: Bot, chat: int, state: FSMContext, vars_: hand.Vars, out: list[words.Message]
) -> None:
    asked = 0
    for one in out:
        keyboard = [
            [InlineKeyboardButton(text=t, callback_data=d) for t, d in row] for row in one.rows
        ]
        markup = InlineKeyboardMarkup(inline_keyboard=keyboard) if keyboard else None
        if one is out[-1]:  # kept before the last message goes: its answer may come at once
            await state.update_data(vars=vars_, asked=0)
        sent = await bot.send_message(chat, one.text, reply_markup=markup)
        asked = sent.message_id if keyboard else asked
    await state.update_data(vars=vars_, asked=asked)


async def main(url: str, token: str) -> None:
    """Run until a signal comes."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    await dispatcher.start_polling(Bot(token, session=session))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
