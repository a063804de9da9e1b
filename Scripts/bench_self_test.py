"""Does Scripts/bench tell a slower build from a noisy one? Synthetic samples whose true ratio is known."""
import csv
import io
import random
import tempfile
from pathlib import Path
from types import SimpleNamespace

COLUMNS = "sweep,round,order,primitive,variant,receive,message_bytes,flows,link,window_s,goodput_gbps".split(",")
TRIALS = 1000


def synthetic(seed, ratio, rounds=42, noise=0.05, drift=0.0, alike=0.0, lost=0):
    """CSV rows as copycost exports them: a peer at 20 Gbit/s and our cell at `ratio` times that.

    drift: relative change of both per round; alike: correlation of a round's noise with the round before it;
    lost: rounds in which our sample failed and has no goodput.
    """
    chance = random.Random(seed)
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    spread = {"contiguous": 0.0, "iperf3": 0.0}
    for number in range(rounds):
        for order, name in enumerate(chance.sample(sorted(spread), 2)):
            fresh = chance.gauss(0, noise) * (1 - alike**2) ** 0.5
            spread[name] = alike * spread[name] + fresh if number else chance.gauss(0, noise)
            rate = 20 * (1 + drift) ** number * (ratio if name == "contiguous" else 1) * 2.718281828 ** spread[name]
            goodput = "" if name == "contiguous" and number < lost else f"{rate:.6f}"
            row = [1, number, order, name, "default", "read", 16384, 1, "loopback", 0.4, goodput]
            table.writerow(dict(zip(COLUMNS, row)))
    return text.getvalue()


def run(bench):
    gate = bench.Gate("contiguous", "iperf3", 16384, 0.98)
    group = bench.Group("synthetic", [], [gate])
    problems = []

    def share(verdict, **known):
        """Of TRIALS sweeps, how many get this verdict."""
        def one(seed):
            return bench.judge(list(csv.DictReader(synthetic(seed, **known).splitlines())), gate)

        return sum(one(seed).verdict == verdict for seed in range(TRIALS)) / TRIALS

    def expect(what, value, least, most):
        right = least <= value <= most
        print(f"{'ok ' if right else 'BAD'} {what}: {value:.3f} (expected {least} to {most})")
        if not right:
            problems.append(what)

    expect("t quantile, 9 degrees of freedom", bench.student_t(9), 2.260, 2.264)
    expect("t quantile, 39 degrees of freedom", bench.student_t(39), 2.0225, 2.0229)
    expect("equal speed is called missed", share("MISSED", ratio=1.0), 0, 0.005)
    expect("equal speed with 20 % noise is called missed", share("MISSED", ratio=1.0, noise=0.2), 0, 0.03)
    expect("exactly at the target is called missed", share("MISSED", ratio=0.98), 0.005, 0.045)
    expect("the same with rounds that resemble each other",
           share("MISSED", ratio=0.98, alike=0.5, rounds=60), 0.005, 0.05)
    expect("10 % slower is called missed", share("MISSED", ratio=0.9), 0.995, 1)
    expect("10 % slower under shared drift of 1 % a round is called missed",
           share("MISSED", ratio=0.9, drift=0.01), 0.995, 1)
    expect("20 % faster is called met", share("met", ratio=1.2), 0.995, 1)
    expect("30 rounds are too few", share("too few pairs", ratio=1.0, rounds=30), 1, 1)
    expect("samples that failed leave too few", share("too few pairs", ratio=1.0, lost=5), 1, 1)
    expect("samples that failed are no zeros", share("MISSED", ratio=1.0, rounds=60, lost=10), 0, 0.005)

    with tempfile.TemporaryDirectory() as directory:
        for ratio, status in ((1.0, 0), (0.9, 1)):
            path = Path(directory) / "samples.csv"
            path.write_text(synthetic(7, ratio))
            arguments = SimpleNamespace(out=Path(directory), csv=[str(path)])
            expect(f"exit status at a true ratio of {ratio}", bench.run(arguments, [group]), status, status)
    over = bench.show_budget(bench.Budget("a budget overrun by half", "ms", 50, 75))
    expect("a budget overrun by half fails", over, 0, 0)
    expect("a budget overrun 4 times fails", bench.show_budget(bench.Budget("by 4", "ms", 50, 200)), 1, 1)
    return 1 if problems else 0
