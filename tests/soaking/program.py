"""Runs podcaster in a house that soaks.

python program.py generate --json ...
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

if __name__ == "__main__":
    import podcaster.wiring.house
    from soaking.house import SoakedHouse

    podcaster.wiring.house.House = SoakedHouse
    from podcaster.__main__ import main

    main()
