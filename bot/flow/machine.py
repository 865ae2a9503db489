"""`transitions` for conversations: its states, events and conditions, without its ceremony.

A flow is a `transitions.Machine` and can be asked and drawn as one. Its events are fired by the
thousand on objects that are never registered, so `Trigger` leaves out what nobody listens to:
logging, callback phases, an EventData for each try. It also never looks a callback up by name,
which in `transitions` would import a module.
"""

from typing import Any

from transitions import Event, EventData, Machine


class Trigger(Event):
    """An event whose first way with true conditions is taken."""

    def trigger(self, model: Any, *args: Any, **kwargs: Any) -> bool:
        """Move `model`; False when no way is open from where it stands."""
        ways: Any = self.transitions.get(model.state, ())
        for way in ways:
            if all(condition.func(model) for condition in way.conditions):
                model.state = way.dest
                if self.machine.after_state_change:
                    self._tell(model, way)
                return True
        return False

    def _tell(self, model: Any, way: Any) -> None:
        event = EventData(None, self, self.machine, model, args=(), kwargs={})
        event.transition = way
        listeners: Any = self.machine.after_state_change
        for listener in listeners:
            listener(event)


class FlowMachine(Machine):
    """The machine of one revision of a flow, shared by all its sessions."""

    event_cls = Trigger
