"""What to change, in lines to paste for the packer in use."""
