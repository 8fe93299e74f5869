"""Who turns what an intervention sets anew is told."""

from __future__ import annotations


def test_it_is_told_by_a_run_and_by_a_sweep(overstap, tmp_path):
    small = ("airline_vs_train", "--customers", "60")
    run = (*small, "--set", "train_fare=60", "--set", "airline_fare=80")
    told = " ".join(overstap("run", *run, "--periods", "85").stdout.split())
    assert "train_fare = 60, until it is set anew in period 84 (fare cut)" in told
    assert "airline_fare = 80 At the end" in told
    assert "set anew" not in overstap("run", *run, "--periods", "84").stdout
    sweep = ("sweep", *small, "--levers", "train_fare,airline_fare", "--points", "2",
             "--replicates", "1", "--workers", "1")  # fmt: skip
    for periods, said in (("85", 1), ("84", 0)):
        out = str(tmp_path / periods)
        told = overstap(*sweep, "--periods", periods, "--out", out).stderr
        assert told.count("set anew in period 84 (fare cut)") == said
        assert "airline_fare" not in told
