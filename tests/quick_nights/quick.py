"""Runs podcaster with recordings that are ready, as a process of its own.

python quick.py generate --json ...
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

if __name__ == "__main__":
    import podcaster.wiring.house
    from quick_nights import QuickHouse

    podcaster.wiring.house.House = QuickHouse
    from podcaster.__main__ import main

    main()
