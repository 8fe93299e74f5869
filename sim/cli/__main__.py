"""`python -m sim.cli`, for a clone that is not installed."""

from sim.cli import main

main()
