"""A mutator for tarballs and wheels, and the readers of installers to hold our reading against."""
