"""What our own instruments cost the figures: single samples with and without them, in turns."""
import csv
import math
import random
import subprocess
from collections import namedtuple

# Options of the sweep that is judged and of the one it is held against; `target` is a ratio of goodput.
Instrument = namedtuple("Instrument", "name with_it without target pairs")

ALL = [
    Instrument("counters", ["--counters", "on"], ["--counters", "off"], 0.98, 200),
    Instrument("profile", ["--profile"], ["--counters", "off"], 0.97, 60),
]


def log_ratios(copycost, instrument, arguments, out):
    """One log ratio per pair of sweeps of one sample each, with 64-byte messages, first one or the other by lot."""
    chance = random.Random(1)
    logs = []
    for _ in range(instrument.pairs):
        rates = {}
        for options in chance.sample([instrument.with_it, instrument.without], 2):
            rates[tuple(options)] = goodput(copycost, options, arguments, out)
        with_it, without = rates[tuple(instrument.with_it)], rates[tuple(instrument.without)]
        if with_it and without:
            logs.append(math.log(with_it / without))
    return logs


def goodput(copycost, options, arguments, out):
    """Of one sample; None when it failed."""
    table, archive = out / "instrument.csv", out / "instrument.db"
    for path in (table, archive, out / "instrument.db-wal", out / "instrument.db-shm"):
        path.unlink(missing_ok=True)
    command = [copycost, "sweep", "--primitive", "two-copy", "--size", "64", "--flows", "1", "--link", "loopback"]
    command += ["--rounds", "1", "--twins", "0", "--ledger", "off", *options]
    command += ["--window", arguments.window, "--warmup", arguments.warmup]
    command += ["--archive", str(archive), "--csv", str(table), "--quiet"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=60)
    if not table.exists():
        return None
    with open(table, newline="") as file:
        values = [row["goodput_gbps"] for row in csv.DictReader(file)]
    return float(values[0]) if values and values[0] else None
