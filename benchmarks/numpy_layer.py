"""The weight statistics of a folder of f32bin tensors in NumPy: the peer that the engine is timed against.

Every statistic of a tensor by itself (distribution, rows, groups, 4-level proxy), over all rows, with exact
percentiles; nothing that needs activations. Weights stay float32 and sums are float64. Prints one line of JSON:
seconds for reading, computing and in all, and figures to check that both sides computed the same.
"""

import argparse
import json
import sys
import time
from bisect import bisect_left, bisect_right
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

GROUP = 16
CONSTANT_RANGE = 1e-10
PERCENTILES = (0.1, 1, 5, 25, 50, 75, 95, 99, 99.9)
# Rows are taken as many at a time as leave what is made of them in the caches: a quarter less time than whole tensors.
BLOCK_WEIGHTS = 1 << 17


def read(path):
    rows, columns = np.fromfile(path, "<i8", 2)
    return np.fromfile(path, "<f4", offset=16).reshape(rows, columns)


def percentiles(ordered):
    """Linear interpolation between order statistics, as np.percentile does it."""
    at = (len(ordered) - 1) * (np.array(PERCENTILES) / 100)
    below = np.floor(at).astype(int)
    low, high = ordered[below].astype(np.float64), ordered[np.minimum(below + 1, len(ordered) - 1)].astype(np.float64)
    return low + (high - low) * (at - below)


def proxy_squares(w, base, scale):
    """Squared error of the 4-level proxy, summed over each group; a group is a column of w."""
    e = w - base
    e *= np.divide(1, scale, out=np.zeros_like(scale), where=scale != 0)
    np.rint(e, out=e)
    # np.clip takes as long as all the rest here.
    np.maximum(e, 0, out=e)
    np.minimum(e, 3, out=e)
    e *= scale
    e += base
    e -= w
    return np.einsum("ij,ij->j", e, e)


class Groups:
    """What is kept of each group of a tensor: an array of rows × groups for each figure."""

    def __init__(self, rows, count):
        self.low, self.high = np.empty((2, rows, count), np.float32)
        self.sum, self.squares = np.empty((2, rows, count))
        self.cubes = self.fourths = 0.0
        self.no_offset = self.offset = self.clamped = 0.0

    def add(self, rows, columns, w, mean):
        """The groups w[:, i], which are those of some rows and group columns in that order."""
        shape = self.low[rows, columns].shape
        low, high = w.min(axis=0), w.max(axis=0)
        d = np.subtract(w, mean, dtype=np.float64)
        d2 = d * d
        self.low[rows, columns], self.high[rows, columns] = low.reshape(shape), high.reshape(shape)
        self.sum[rows, columns], self.squares[rows, columns] = d.sum(axis=0).reshape(shape), d2.sum(axis=0).reshape(shape)
        self.cubes += np.vdot(d2, d)
        self.fourths += np.vdot(d2, d2)

        range_ = high - low
        used = range_ >= CONSTANT_RANGE
        third = np.float32(3)
        no_offset = proxy_squares(w, np.float32(0), high / third)
        offset = proxy_squares(w, low, range_ / third)
        # The constraint changes only the groups without a negative weight.
        clamped = np.where(low > 0, no_offset, offset)
        for name, squares in (("no_offset", no_offset), ("offset", offset), ("clamped", clamped)):
            setattr(self, name, getattr(self, name) + squares[used].sum(dtype=np.float64))


def spread(values):
    return {"mean": values.mean(dtype=np.float64), "std": values.std(dtype=np.float64), "min": values.min(), "max": values.max()}


def statistics(x):
    rows, columns = x.shape
    whole = columns // GROUP
    size = np.full(-(-columns // GROUP), GROUP)
    size[whole:] = columns % GROUP
    mean = x.mean(dtype=np.float64)
    if not np.isfinite(mean):
        raise SystemExit("weights that are not finite are not for this script")

    groups = Groups(rows, len(size))
    step = max(1, BLOCK_WEIGHTS // columns)
    for start in range(0, rows, step):
        block = slice(start, min(rows, start + step))
        w = x[block]
        # Groups as columns: a reduction over 16 rows is vectorised, one over 16 neighbours is not.
        full = np.ascontiguousarray(w[:, :whole * GROUP].reshape(-1, GROUP).T)
        groups.add(block, slice(0, whole), full, mean)
        if columns % GROUP:
            groups.add(block, slice(whole, None), np.ascontiguousarray(w[:, whole * GROUP:].T), mean)

    # With AVX-512 a sort takes less time than np.partition at all the percentiles, and it leaves the counts to a binary
    # search (np.searchsorted would first make float64 of all weights). In place: the last use of the weights as they were.
    ordered = x.reshape(-1)
    ordered.sort()
    n = x.size
    variance = groups.squares.sum() / n
    std = np.sqrt(variance)
    zero, far = 0.001 * std, 6 * std
    weight = {
        "nonfinite": 0,
        "mean": mean,
        "std": std,
        "min": ordered[0],
        "max": ordered[-1],
        "offset_to_spread": abs(mean) / std,
        "skewness": groups.cubes / n / std ** 3,
        "excess_kurtosis": groups.fourths / n / variance ** 2 - 3,
        "near_zero": (bisect_left(ordered, zero) - bisect_right(ordered, -zero)) / n,
        "outliers": (n - bisect_right(ordered, mean + far) + bisect_left(ordered, mean - far)) / n,
    }
    weight.update({f"p{p}": value for p, value in zip(PERCENTILES, percentiles(ordered))})

    row_offsets = groups.sum.sum(axis=1) / columns
    row_means = row_offsets + mean
    row_stds = np.sqrt(np.maximum(0, groups.squares.sum(axis=1) / columns - row_offsets ** 2))
    row = {
        "mean": spread(row_means),
        "std": spread(row_stds),
        "range": spread(groups.high.max(axis=1) - groups.low.min(axis=1)),
    }
    row["mean_cv"] = row["mean"]["std"] / abs(row["mean"]["mean"])
    row["std_cv"] = row["std"]["std"] / row["std"]["mean"]

    offsets = groups.sum / size
    means = offsets + mean
    ranges = groups.high - groups.low
    varied = ranges > CONSTANT_RANGE
    importance = np.abs(means[varied]) / ranges[varied]
    threshold = 0.05 * std
    group = {
        "mean": spread(means),
        "std": spread(np.sqrt(np.maximum(0, groups.squares / size - offsets ** 2))),
        "range": spread(ranges),
        "constant": (~varied & ((groups.low != 0) | (groups.high != 0))).sum(),
        "offset_importance": {"mean": importance.mean(), "max": importance.max()},
        "offset_excess": importance.mean() / 0.0592,
        "sign": {"positive": (means > threshold).mean(), "negative": (means < -threshold).mean()},
        "intra_row_std": means.std(axis=1).mean(),
    }
    group["sign"]["near_zero"] = 1 - group["sign"]["positive"] - group["sign"]["negative"]
    group["offset_importance"].update(zip(("median", "p90"), np.percentile(importance, (50, 90))))
    group["offset_importance"].update({f"above_{b}": (importance > b).mean() for b in (0.1, 0.2, 0.3)})

    quant2 = {f"rmse_{name}": np.sqrt(getattr(groups, name) / n) for name in ("no_offset", "offset", "clamped")}
    quant2["relative_offset_rmse"] = quant2["rmse_offset"] / std
    quant2["offset_benefit"] = 100 * (1 - quant2["rmse_offset"] / quant2["rmse_no_offset"])
    return {"weight": weight, "row": row, "group": group, "quant2": quant2}


def flat(figures, prefix=""):
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", float(value)


def measure(path):
    start = time.perf_counter()
    x = read(path)
    middle = time.perf_counter()
    figures = statistics(x)
    return path, x.size, middle - start, time.perf_counter() - middle, figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, metavar="WEIGHTS_DIR")
    parser.add_argument("--threads", type=int, default=1, metavar="N",
                        help="tensors at a time (1); reading and computing add up over threads")
    parser.add_argument("--all", action="store_true", help="print every figure instead of a few")
    arguments = parser.parse_args()

    start = time.perf_counter()
    paths = sorted(arguments.weights.glob("blk_*_weight.f32bin"), key=lambda p: -p.stat().st_size)
    with ThreadPoolExecutor(arguments.threads) as pool:
        measured = list(pool.map(measure, paths))
    total = time.perf_counter() - start

    checks = ("weight.std", "weight.excess_kurtosis", "weight.p99.9", "row.std_cv", "group.offset_importance.p90", "quant2.rmse_clamped")
    document = {
        "numpy": np.__version__,
        "threads": arguments.threads,
        "weights": sum(m[1] for m in measured),
        "seconds": {"reading": sum(m[2] for m in measured), "computing": sum(m[3] for m in measured), "total": total},
        "tensors": {},
    }
    for path, _, _, _, figures in sorted(measured):
        figures = dict(flat(figures))
        name = path.name.removesuffix("_weight.f32bin").replace("blk_", "blk.", 1).replace("_", ".", 1)
        document["tensors"][name] = figures if arguments.all else {check: figures[check] for check in checks}
    json.dump(document, sys.stdout)
    print()


if __name__ == "__main__":
    main()
