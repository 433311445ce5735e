"""Engines that say what bytes hold, without a level and without a message: rules ask them, nobody else."""
