"""The weight statistics of a folder of f32bin tensors as one writes them in NumPy: an expression over whole arrays for each.

The same figures as numpy_layer.py, which is tuned by hand. Weights stay float32 and sums are float64. Prints one line of JSON.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

GROUP = 16
PERCENTILES = (0.1, 1, 5, 25, 50, 75, 95, 99, 99.9)


def read(path):
    rows, columns = np.fromfile(path, "<i8", 2)
    return np.fromfile(path, "<f4", offset=16).reshape(rows, columns)


def spread(x):
    return x.mean(dtype=np.float64), x.std(dtype=np.float64), x.min(), x.max()


def proxy_rmse(groups, used, base, scale):
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(scale != 0, np.clip(np.rint((groups - base) / scale), 0, 3), 0)
    error = base + scale * level - groups
    error[~used] = 0
    return np.sqrt(np.square(error).mean(dtype=np.float64))


def statistics(x):
    mean, std, low, high = spread(x)
    d = x - np.float32(mean)
    weight = {
        "nonfinite": np.count_nonzero(~np.isfinite(x)),
        "skewness": (d ** 3).mean(dtype=np.float64) / std ** 3,
        "excess_kurtosis": (d ** 4).mean(dtype=np.float64) / std ** 4 - 3,
        "near_zero": (np.abs(x) < 0.001 * std).mean(),
        "outliers": (np.abs(d) > 6 * std).mean(),
        "percentiles": np.percentile(x, PERCENTILES),
    }
    row = [spread(x.mean(axis=1, dtype=np.float64)), spread(x.std(axis=1, dtype=np.float64)), spread(x.max(axis=1) - x.min(axis=1))]

    groups = x.reshape(len(x), -1, GROUP)
    means, stds = groups.mean(axis=2, dtype=np.float64), groups.std(axis=2, dtype=np.float64)
    lows, highs = groups.min(axis=2), groups.max(axis=2)
    ranges = highs - lows
    used = ranges > 1e-10
    importance = np.abs(means[used]) / ranges[used]
    group = {
        "spreads": [spread(means), spread(stds), spread(ranges), spread(importance)],
        "percentiles": np.percentile(importance, (50, 90)),
        "above": [(importance > bound).mean() for bound in (0.1, 0.2, 0.3)],
        "constant": np.count_nonzero(~used & ((lows != 0) | (highs != 0))),
        "sign": ((means > 0.05 * std).mean(), (means < -0.05 * std).mean()),
        "intra_row_std": means.std(axis=1).mean(),
    }
    lows, highs = lows[..., None], highs[..., None]
    floors = np.minimum(lows, 0)
    three = np.float32(3)
    quant2 = [
        proxy_rmse(groups, used, np.float32(0), highs / three),
        proxy_rmse(groups, used, lows, (highs - lows) / three),
        proxy_rmse(groups, used, floors, (highs - floors) / three),
    ]
    return mean, std, low, high, weight, row, group, quant2


def main():
    start = time.perf_counter()
    for path in sorted(Path(sys.argv[1]).glob("blk_*_weight.f32bin")):
        statistics(read(path))
    json.dump({"numpy": np.__version__, "seconds": {"total": time.perf_counter() - start}}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
