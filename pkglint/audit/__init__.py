"""Many artifacts, again and again: a journal of what was linted, resumed where it ended, and questions to it."""
