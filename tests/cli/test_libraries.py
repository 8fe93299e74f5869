"""The libraries are loaded quickly, and nothing is broken by it."""

import subprocess
import sys


def said(code):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout.split()


def test_matplotlib_is_not_loaded_for_graphs_that_nobody_draws():
    found = said(
        "import sys\n"
        "from sim.cli.libraries import load_libraries\n"
        "load_libraries()\n"
        "print('igraph' in sys.modules, 'matplotlib' in sys.modules)\n"
        "import matplotlib.pyplot, sim.network\n"
        "print(matplotlib.__name__, sim.network.igraph.Graph.Ring(3).ecount())\n"
    )
    assert found == ["True", "False", "matplotlib", "3"]


def test_who_draws_already_goes_on_drawing():
    found = said(
        "import sys, matplotlib\n"
        "from sim.cli.libraries import load_libraries\n"
        "load_libraries()\n"
        "print(sys.modules['matplotlib'] is matplotlib, 'igraph' in sys.modules)\n"
    )
    assert found == ["True", "False"]
