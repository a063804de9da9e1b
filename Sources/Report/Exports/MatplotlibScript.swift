/// The parts of the plot script that are the same for every sweep.
enum MatplotlibScript {
  static let head = #"""
    #!/usr/bin/env python3
    """Plots one sweep of copycost. Usage: python3 plot.py [DIRECTORY]; writes one PNG for each chart."""
    import os
    import sys

    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    null, true, false = None, True, False


    """#

  static let body = #"""


    def size_text(count):
        for shift, unit in ((30, "Gi"), (20, "Mi"), (10, "Ki")):
            if count >= 1 << shift and count % (1 << shift) == 0:
                return f"{count >> shift}{unit}"
        return str(count)


    def values(key):
        return sorted({row[key] for row in ROWS})


    def settings():
        return list(dict.fromkeys(row["setting"] for row in ROWS))


    def draw_panel(axes, rows, axis, name):
        for series, (color, marker, dash) in LOOKS.items():
            points = sorted((row[axis], *row[name]) for row in rows if row["series"] == series and name in row)
            if not points:
                continue
            places = [point[0] for point in points]
            medians = [point[1] for point in points]
            lows = [max(0, m - p[2]) if p[2] is not None else 0 for m, p in zip(medians, points)]
            highs = [max(0, p[3] - m) if p[3] is not None else 0 for m, p in zip(medians, points)]
            axes.errorbar(places, medians, yerr=[lows, highs], color=color, marker=marker, markersize=5, capsize=2,
                          linestyle=(0, dash) if dash[1] else "-", linewidth=1.3, label=series)
        if any(row[axis] > 0 for row in rows):
            axes.set_xscale("log", base=2)
        ticks = values(axis)
        axes.set_xticks(ticks, [size_text(tick) if axis == "bytes" else str(tick) for tick in ticks], fontsize=8)
        axes.set_xticks([], minor=True)
        axes.grid(True, axis="y", alpha=0.4)


    def draw(directory, file, title, axis, quantities):
        across = "flows" if axis == "bytes" else "bytes"
        known = []
        for name, label, reason in quantities:
            if any(name in row for row in ROWS):
                known += [(name, label, setting) for setting in settings()]
            else:
                print(f"{file}: {label}: {reason}", file=sys.stderr)
        if not known or len(values(axis)) < 2:
            return
        panels = values(across)
        figure, grid = plt.subplots(len(known), len(panels), squeeze=False,
                                    sharey="row" if axis == "bytes" else False,
                                    figsize=(3.0 * len(panels) + 1.2, 2.5 * len(known) + 1.2))
        for line, (name, label, setting) in zip(grid, known):
            every = [row for row in ROWS if row["setting"] == setting]
            medians = [row[name][0] for row in every if name in row]
            wide = axis == "bytes" and medians and min(medians) > 0 and max(medians) > 30 * min(medians)
            for axes, panel in zip(line, panels):
                draw_panel(axes, [row for row in every if row[across] == panel], axis, name)
                if wide:
                    axes.set_yscale("log")
                else:
                    axes.set_ylim(bottom=0)
                text = size_text(panel) if across == "bytes" else f"{panel} flow{'s' if panel != 1 else ''}"
                axes.set_title(", ".join(part for part in (setting, text) if part), fontsize=9)
                axes.set_xlabel("message size (bytes)" if axis == "bytes" else "flows", fontsize=9)
            line[0].set_ylabel(label, fontsize=9)
        handles = {}
        for axes in grid.flat:
            for handle, series in zip(*axes.get_legend_handles_labels()):
                handles.setdefault(series, handle)
        figure.suptitle(title, x=0.01, ha="left")
        figure.legend(handles.values(), handles.keys(), loc="upper right", ncols=len(handles), frameon=False, fontsize=9)
        figure.text(0.01, 0.005, TITLE, fontsize=6)
        figure.tight_layout(rect=(0, 0.03, 1, 0.94))
        figure.savefig(os.path.join(directory, file + ".png"), dpi=150)
        plt.close(figure)


    def draw_overall(directory):
        """Every quantity at one message size and the fewest flows, relative to the first line of LOOKS."""
        reference = next(iter(LOOKS))
        size = min(values("bytes"), key=lambda count: abs(count - 65536))
        flows = values("flows")[0]
        rows = {row["series"]: row for row in reversed(ROWS) if (row["bytes"], row["flows"]) == (size, flows)}
        base = rows.get(reference)
        if base is None or len(rows) < 2:
            return
        named = {name: name.replace("_", " ") for _, _, _, quantities in CHARTS for name, _, _ in quantities}
        names = [name for name in named if base.get(name) and base[name][0] > 0]
        if not names:
            return
        figure, axes = plt.subplots(figsize=(9, 0.45 * len(names) + 1.6))
        for number, series in enumerate(series for series in LOOKS if series in rows):
            color, marker, _ = LOOKS[series]
            known = [(place, rows[series][name][0] / base[name][0]) for place, name in enumerate(names)
                     if name in rows[series] and rows[series][name][0] > 0]
            axes.plot([ratio for _, ratio in known], [place + 0.12 * number - 0.2 for place, _ in known],
                      linestyle="none", color=color, marker=marker, label=series)
        axes.axvline(1, color="grey", linewidth=0.8)
        axes.set_xscale("log", base=2)
        axes.xaxis.set_major_formatter("{x:g}")
        axes.set_yticks(range(len(names)), [named[name] for name in names], fontsize=8)
        axes.invert_yaxis()
        axes.set_title(f"Medians at {size_text(size)}, flows {flows}, relative to {reference}", loc="left", fontsize=10)
        axes.legend(frameon=False, fontsize=8)
        figure.text(0.01, 0.005, TITLE, fontsize=6)
        figure.tight_layout(rect=(0, 0.03, 1, 1))
        figure.savefig(os.path.join(directory, "overall-comparison.png"), dpi=150)
        plt.close(figure)


    def main():
        directory = sys.argv[1] if len(sys.argv) > 1 else "."
        os.makedirs(directory, exist_ok=True)
        for chart in CHARTS:
            draw(directory, *chart)
        draw_overall(directory)


    if __name__ == "__main__":
        main()

    """#
}
