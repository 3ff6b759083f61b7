"""The screens of one file each."""
