-- One budget for all processes: a slot for each message, one after the other.
create table budget (id int primary key, next double precision not null);
insert into budget values (0, 0);
create table chat_budget (chat bigint primary key, spent double precision not null);

-- Seconds until a message may go. Whoever has to wait for its chat is put off (`later`) and
-- gives way to others; a slot of the bot's, or the end of a wait for all, is waited for in place.
create function reserve(
    _chat bigint, _counts boolean, _new boolean, _rate double precision, _burst double precision,
    _speed double precision, out later boolean, out wait double precision
) language plpgsql as $$
declare
    _now double precision := extract(epoch from clock_timestamp());
    _slot double precision;
    _held double precision;
begin
    later := false;
    select max(until) into _held from retry_after where chat in (0, _chat);
    if _held > _now then
        later := true; wait := _held - _now; return;
    end if;
    wait := 0;
    if not _counts then return; end if;
    if _new then
        select spent - (_burst - 1) / _speed - _now into wait from chat_budget where chat = _chat;
        if wait > 0 then later := true; return; end if;
    end if;
    update budget set next = greatest(next, _now) + 1 / _rate / _speed
        returning next - 1 / _rate / _speed into _slot;
    wait := greatest(_slot - _now, 0);
    if _new then
        insert into chat_budget values (_chat, _slot + 1 / _speed) on conflict (chat)
            do update set spent = greatest(chat_budget.spent, _slot) + 1 / _speed;
    end if;
end $$;
