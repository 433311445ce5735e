"""Bytes to entries: one strict forward pass over a wheel, an sdist or an npm tarball.

:func:`open_archive` looks at name and magic and gives an :class:`Archive`; iterating it yields entries. What the
reader noticed on the way is in ``oddities``. The only exceptions are :class:`Unreadable` and its subclasses.
"""
