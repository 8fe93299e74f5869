"""A latent outcome counts for whoever knows a provider that offers it, however that came about."""

import numpy as np

import sim
from sim.scenario import load


def _market(tmp_path, at):
    path = tmp_path / "latent.yaml"
    path.write_text(
        f"""
title: An old provider learns something new
market: subscription
horizon: 30
burn_in: 2
problem:
  name: be warm
  outcomes:
    price: {{unit: EUR, worst: 20, best: 0, revenue: true}}
    quiet: {{unit: 0-1, worst: 0, best: 1, latent: true}}
customers:
  count: 400
  segments: {{all: {{share: 1, taste: {{price: {{mean: -0.1}}, quiet: {{mean: 4}}}}}}}}
providers:
  old: {{offer: {{price: 10}}}}
  other: {{offer: {{price: 10}}}}
  unknown: {{known: 0, reach: 0.5, offer: {{price: 10}}}}
rules: {{mechanisms: {{attention: false, switching_costs: false, word_of_mouth: false}}}}
interventions:
  - {{at: {at}, set: {{providers.old.offer: {{price: 10, quiet: 1}}}}}}
""",
        encoding="utf-8",
    )
    market = sim.Market(load(path), rng=1)
    while market.running and market.period < 20:
        market.step()
    return market


def test_customers_of_a_known_provider_learn_what_it_begins_to_offer(tmp_path):
    market = _market(tmp_path, at=5)
    share = market.history[:20, :2, sim.rules.words.USES]
    share = share[:, 0] / share.sum(1)
    assert abs(share[:5].mean() - 0.5) < 0.1
    # exp(4) to 1, with everybody comparing each period.
    assert share[6:20].mean() > 0.95


def test_nothing_is_learned_before(tmp_path):
    market = _market(tmp_path, at=25)
    assert not np.any(market.population["learned"])
