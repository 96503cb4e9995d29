"""What is made otherwise in a process before podcaster runs in it."""

from quick_nights import HastyHouse, QuickHouse

import podcaster.wiring.house


def ready_mastering() -> None:
    podcaster.wiring.house.House = QuickHouse


def no_waiting() -> None:
    podcaster.wiring.house.House = HastyHouse
