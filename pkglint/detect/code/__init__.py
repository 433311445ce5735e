"""Code that runs by itself: Python, shell, node-gyp, start-up files, encoded payloads. Read, never run."""
