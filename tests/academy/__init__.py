"""A learner platform of our own making: its tables, its learners, the servers that hold them.

    academy = build(seed=7)     every trap of the platform's data once, and ordinary learners
    fill(engine, academy)       into a database of any kind

`academy.people["google_null"]` is the id of a trap's learner; see traps.py for what to expect.
"""
