"""How all tests run."""

from hypothesis import HealthCheck, settings

# Shared machines stop for moments: a deadline would test the machine. What takes long is
# measured in `tests/bench` and never asserted.
settings.register_profile(
    "mooring",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
settings.load_profile("mooring")
