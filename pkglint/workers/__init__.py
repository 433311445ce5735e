"""Own worker processes, shaped as a ``concurrent.futures.Executor``: they import nothing of the working directory."""
