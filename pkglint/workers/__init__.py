"""Own worker processes, shaped as a ``concurrent.futures.Executor``: they import nothing of the working directory."""

# What a run makes is freed when it is no longer used. To look for rings of objects after every 700, as Python does,
# takes an eighth of a short run.
COLLECT = (50_000, 20, 20)
