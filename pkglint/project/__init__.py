"""The working tree: building artifacts, tracked files, which packer is in use."""
