"""What an artifact says of itself: manifests parsed to plain values. Standard library only."""
