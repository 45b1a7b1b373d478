"""Pure arithmetic over `core.cash` values: no Django, no clock, no I/O; `today` is always an argument."""
