"""The terminal user interface: screens that own state, widgets that show plain values."""
