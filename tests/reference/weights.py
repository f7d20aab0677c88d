"""Reference values of the weight, activation and error × power metrics, in NumPy.

Reads a folder of f32bin weights, and activations from a second folder where one is given, and prints
{metric: {subject: value}} as JSON: null where a metric has no meaning for the data or cannot be had from them,
a list of numbers for columns and super-blocks. Everything is float64, over all rows and tokens.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np

GROUP = 16
SUPERBLOCK = 256
LEVELS = 3.0
CONSTANT_RANGE = 1e-10
# Of whole groups; by quadrature.
GAUSSIAN_OFFSET_IMPORTANCE = 0.0591607
Q2_K_METADATA_BYTES = 20
PERCENTILES = ("0.1", "1", "5", "25", "75", "95", "99", "99.9")
FEEDS = {
    "ffn_input": ("ffn_gate", "ffn_up"),
    "ffn_down_input": ("ffn_down",),
    "attn_input": ("attn_q", "attn_k", "attn_v"),
    "attn_output_input": ("attn_output",),
}


# ---------------------------------------------------------------------------------------------------------------
# Evidence
# ---------------------------------------------------------------------------------------------------------------


def read(path):
    rows, columns = np.fromfile(path, "<i8", 2)
    return np.fromfile(path, "<f4", offset=16).reshape(rows, columns).astype(np.float64)


def read_folder(folder, pattern):
    """{(layer, name): matrix} of the files whose name matches."""
    found = {}
    for path in sorted(Path(folder).iterdir()):
        match = re.fullmatch(pattern, path.name)
        if match:
            found[int(match[1]), match[2]] = read(path)
    return found


# ---------------------------------------------------------------------------------------------------------------
# Definitions. None stands for "not available".
# ---------------------------------------------------------------------------------------------------------------


def ratio(numerator, denominator):
    return None if denominator == 0 else numerator / denominator


def moment(x, power):
    """Standardised central moment."""
    return None if x.std() == 0 else ((x - x.mean()) ** power).mean() / x.std() ** power


def excess_kurtosis(x):
    fourth = moment(x, 4)
    return None if fourth is None else fourth - 3.0


def pearson(x, y):
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    x, y = x - x.mean(), y - y.mean()
    return (x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum())


def largest(x, n):
    """Positions of the n largest values, ties to the lowest position."""
    return np.argsort(-x, kind="stable")[:n]


def smallest(x, n):
    return np.argsort(x, kind="stable")[:n]


def finite(matrix):
    """The matrix with NaN for everything that is not a finite number."""
    return np.where(np.isfinite(matrix), matrix, np.nan)


def without_empty(vectors):
    """The rows that have a number at all: NaN marks what is not there."""
    return vectors[~np.isnan(vectors).all(axis=1)]


def in_groups(matrix, size):
    """rows × groups × size; NaN fills the end of a last group that is short."""
    rows, columns = matrix.shape
    short = -columns % size
    return np.pad(matrix, ((0, 0), (0, short)), constant_values=np.nan).reshape(rows, -1, size)


def in_superblocks(values):
    """A vector over columns cut at every 256th."""
    # A short last block is a block. The original report counted whole ones only, and failed below 256 columns.
    return [values[start:start + SUPERBLOCK] for start in range(0, len(values), SUPERBLOCK)]


class Report:
    def __init__(self):
        self.metrics = {}

    def add(self, metric, subject, value):
        if isinstance(value, np.ndarray):
            value = [int(v) for v in value]
        elif value is not None:
            value = float(value)
        self.metrics.setdefault(metric, {})[subject] = value

    def spread(self, metric, subject, values, names):
        """Mean, std, min and max of some values, those of them that are asked for."""
        defined = {"mean": np.mean, "std": np.std, "min": np.min, "max": np.max}
        for name in names.split():
            self.add(f"{metric}.{name}", subject, defined[name](values) if len(values) else None)


# ---------------------------------------------------------------------------------------------------------------
# Weights
# ---------------------------------------------------------------------------------------------------------------


def distribution(report, prefix, subject, matrix):
    """The figures that weights and activations have in common."""
    x = matrix[np.isfinite(matrix)]
    report.add(f"{prefix}.nonfinite", subject, matrix.size - x.size)
    figures = {}
    if x.size:
        mean, std = x.mean(), x.std()
        figures = {
            "mean": mean,
            "std": std,
            "min": x.min(),
            "max": x.max(),
            "median": np.median(x),
            "offset_to_spread": ratio(abs(mean), std),
            "skewness": moment(x, 3),
            "excess_kurtosis": excess_kurtosis(x),
            "near_zero": (np.abs(x) < 0.001 * std).mean() if std else None,
            "outliers": (np.abs(x - mean) > 6.0 * std).mean() if std else None,
        }
        figures.update({f"p{p}": np.percentile(x, float(p)) for p in PERCENTILES})
    names = ("mean", "std", "min", "max", "median", "offset_to_spread", "skewness", "excess_kurtosis", "near_zero", "outliers")
    for name in (*names, *(f"p{p}" for p in PERCENTILES)):
        report.add(f"{prefix}.{name}", subject, figures.get(name))


def row_metrics(report, subject, matrix):
    rows = without_empty(finite(matrix))
    means, stds = np.nanmean(rows, axis=1), np.nanstd(rows, axis=1)
    report.spread("row.mean", subject, means, "mean std min max")
    report.spread("row.std", subject, stds, "mean std min max")
    report.spread("row.range", subject, np.nanmax(rows, axis=1) - np.nanmin(rows, axis=1), "mean std")
    mean_cv = std_cv = None
    if len(rows):
        # Below twice its standard error the mean of the row means is noise, and so is anything divided by it.
        if abs(means.mean()) > 2.0 * means.std() / np.sqrt(len(rows)):
            mean_cv = means.std() / abs(means.mean())
        std_cv = ratio(stds.std(), stds.mean())
    report.add("row.mean_cv", subject, mean_cv)
    report.add("row.std_cv", subject, std_cv)


def group_metrics(report, subject, matrix):
    by_row = [without_empty(groups) for groups in in_groups(finite(matrix), GROUP)]
    groups = np.concatenate(by_row)
    means, stds = np.nanmean(groups, axis=1), np.nanstd(groups, axis=1)
    ranges = np.nanmax(groups, axis=1) - np.nanmin(groups, axis=1)
    report.spread("group.mean", subject, means, "mean std min max")
    report.spread("group.std", subject, stds, "mean std min max")
    report.spread("group.range", subject, ranges, "mean std min max")

    varied = ranges > CONSTANT_RANGE
    importance = np.abs(means[varied]) / ranges[varied]
    some = len(importance) > 0
    constant = (~varied & (np.nan_to_num(groups) != 0).any(axis=1)).sum()
    report.add("group.constant", subject, constant if len(groups) else None)
    report.add("group.offset_importance.mean", subject, importance.mean() if some else None)
    report.add("group.offset_importance.median", subject, np.median(importance) if some else None)
    report.add("group.offset_importance.p90", subject, np.percentile(importance, 90) if some else None)
    report.add("group.offset_importance.max", subject, importance.max() if some else None)
    for bound in (0.1, 0.2, 0.3):
        report.add(f"group.offset_importance.above_{bound}", subject, (importance > bound).mean() if some else None)
    if matrix.shape[1] % GROUP == 0:
        report.add("group.offset_excess", subject, importance.mean() / GAUSSIAN_OFFSET_IMPORTANCE if some else None)

    some = len(groups) > 0 and np.nanstd(groups) > 0
    threshold = 0.05 * np.nanstd(groups) if some else None
    report.add("group.sign.positive", subject, (means > threshold).mean() if some else None)
    report.add("group.sign.negative", subject, (means < -threshold).mean() if some else None)
    report.add("group.sign.near_zero", subject, (np.abs(means) <= threshold).mean() if some else None)
    within = [np.nanmean(row, axis=1).std() for row in by_row if len(row)]
    report.add("group.intra_row_std", subject, np.mean(within) if within else None)


def proxy_error(matrix, kind):
    """Error of the 4-level proxy, ŵ − w, in the shape of the matrix; NaN where the weight is not finite."""
    groups = in_groups(finite(matrix), GROUP)
    error = np.where(np.isnan(groups), np.nan, 0.0)
    some = ~np.isnan(groups).all(axis=2)
    x = groups[some]
    low, high = np.nanmin(x, axis=1, keepdims=True), np.nanmax(x, axis=1, keepdims=True)
    # Without an offset the scale is that of the largest value, not of the largest magnitude: negative where every value is.
    base = {"no_offset": np.zeros_like(low), "offset": low, "clamped": np.minimum(low, 0.0)}[kind]
    scale = (high - base) / LEVELS
    level = np.divide(x - base, scale, out=np.zeros_like(x), where=scale != 0)
    level = np.clip(np.rint(level), 0.0, LEVELS)
    error[some] = np.where(high - low < CONSTANT_RANGE, 0.0 * x, base + scale * level - x)
    return error.reshape(len(matrix), -1)[:, :matrix.shape[1]]


def quant2_metrics(report, subject, matrix):
    if not np.isfinite(matrix).any():
        for name in ("rmse_no_offset", "rmse_offset", "rmse_clamped", "relative_offset_rmse", "offset_benefit"):
            report.add(f"quant2.{name}", subject, None)
        return
    rmse = {kind: np.sqrt(np.nanmean(proxy_error(matrix, kind) ** 2)) for kind in ("no_offset", "offset", "clamped")}
    for kind, value in rmse.items():
        report.add(f"quant2.rmse_{kind}", subject, value)
    report.add("quant2.relative_offset_rmse", subject, ratio(rmse["offset"], np.nanstd(finite(matrix))))
    report.add("quant2.offset_benefit", subject, ratio(100.0 * (rmse["no_offset"] - rmse["offset"]), rmse["no_offset"]))


def layout_metrics(report, subject, matrix):
    columns = matrix.shape[1]
    # ggml refuses K-quants where rows are not whole super-blocks. Groups are rounded up, as those of the other figures are.
    superblocks = None if columns % SUPERBLOCK else columns // SUPERBLOCK
    report.add("layout.superblocks", subject, superblocks)
    report.add("layout.groups", subject, -(-columns // GROUP))
    report.add("layout.metadata_bytes", subject, superblocks and superblocks * Q2_K_METADATA_BYTES)


def weight_metrics(report, subject, matrix):
    distribution(report, "weight", subject, matrix)
    row_metrics(report, subject, matrix)
    group_metrics(report, subject, matrix)
    quant2_metrics(report, subject, matrix)
    layout_metrics(report, subject, matrix)


# ---------------------------------------------------------------------------------------------------------------
# Activations
# ---------------------------------------------------------------------------------------------------------------


def activation_metrics(report, subject, matrix):
    distribution(report, "activation", subject, matrix)
    report.add("activation.tokens", subject, len(matrix))
    known = finite(matrix)
    dimensions = without_empty(known.T)
    tokens = without_empty(known)
    median = np.nanmedian(np.abs(known))
    massive = (np.abs(dimensions) > 100.0) & (np.abs(dimensions) > 1000.0 * median)
    report.add("activation.massive", subject, massive.any(axis=1).sum())

    rms = np.sqrt(np.nanmean(dimensions ** 2, axis=1))
    dead = (rms == 0).sum()
    report.spread("column_rms", subject, rms, "mean std min max")
    report.add("column_rms.cv", subject, ratio(rms.std(), rms.mean()))
    report.add("column_rms.max_min_ratio", subject, None if dead else rms.max() / rms.min())
    report.add("column_rms.dead", subject, dead)
    report.add("column_rms.top", subject, largest(rms, 10))
    report.add("column_rms.bottom", subject, smallest(rms, 10))
    power, n = rms ** 2, len(rms)
    report.add("power_share.top10", subject, ratio(power[largest(rms, n // 10)].sum(), power.sum()) if n >= 10 else None)
    report.add("power_share.top1", subject, ratio(power[largest(rms, max(1, n // 100))].sum(), power.sum()))

    stds, sizes = np.nanstd(tokens, axis=1), (~np.isnan(tokens)).sum(axis=1)
    report.add("token.mean", subject, np.nanmean(tokens, axis=1).mean())
    report.add("token.std", subject, stds.mean())
    report.add("token.max_abs", subject, np.nanmax(np.abs(tokens), axis=1).mean())
    # Near zero is against the token's own std, as in the original report. A comparison with NaN is false, so only numbers count.
    report.add("token.near_zero", subject, ((np.abs(tokens) < 0.01 * stds[:, None]).sum(axis=1) / sizes).mean())
    report.add("token.negative", subject, ((tokens < 0).sum(axis=1) / sizes).mean())

    negative = (dimensions < 0).sum(axis=1) / (~np.isnan(dimensions)).sum(axis=1)
    report.spread("dimension.negative", subject, negative, "mean min max")
    report.add("dimension.negative_above_0.7", subject, (negative > 0.7).sum())
    report.add("dimension.negative_below_0.3", subject, (negative < 0.3).sum())
    report.spread("dimension.mean", subject, np.nanmean(dimensions, axis=1), "mean std min max")
    report.spread("dimension.std", subject, np.nanstd(dimensions, axis=1), "mean std min max")


# ---------------------------------------------------------------------------------------------------------------
# Weight error × activation power
# ---------------------------------------------------------------------------------------------------------------

SHARES = (1, 5, 10, 25)
MATMUL = (
    *("matmul.column_rmse.mean", "matmul.column_rmse.cv", "matmul.contribution.mean", "matmul.contribution.std"),
    *(f"matmul.{kind}.top{p}" for kind in ("share", "energy_share") for p in SHARES),
    *("matmul.correlation", "matmul.superblock_correlation", "matmul.superblock_top", "matmul.output_error"),
    *(f"matmul.superblock_power.{name}" for name in ("mean", "std", "min", "max")),
    *(f"matmul.superblock_mse.{name}" for name in ("mean", "min", "max")),
    *("column.std", "column.kurtosis"),
)


def matmul_metrics(report, subject, weights, activations):
    matmul_metrics_of(report, subject, weights, weights, lambda: proxy_error(weights, "clamped"), activations)


def matmul_metrics_of(report, subject, weights, original, error_of, activations):
    """weights are those that are stored, original those that the output should be of, error_of() their difference."""
    comparable = weights.shape[1] == activations.shape[1] and all(np.isfinite(x).all() for x in (weights, original, activations))
    if not comparable:
        for metric in MATMUL:
            report.add(metric, subject, None)
        return

    error = error_of()
    column_mse, column_power = (error ** 2).mean(axis=0), (activations ** 2).mean(axis=0)
    column_rmse, rms = np.sqrt(column_mse), np.sqrt(column_power)
    contribution = rms * column_rmse
    report.add("matmul.column_rmse.mean", subject, column_rmse.mean())
    report.add("matmul.column_rmse.cv", subject, ratio(column_rmse.std(), column_rmse.mean()))
    report.spread("matmul.contribution", subject, contribution, "mean std")
    report.add("matmul.correlation", subject, pearson(rms, column_rmse))
    for percent in SHARES:
        top = largest(contribution, max(1, len(contribution) * percent // 100))
        report.add(f"matmul.share.top{percent}", subject, ratio(contribution[top].sum(), contribution.sum()))
        report.add(f"matmul.energy_share.top{percent}", subject, ratio((contribution[top] ** 2).sum(), (contribution ** 2).sum()))

    power = np.array([block.mean() for block in in_superblocks(column_power)])
    mse = np.array([block.mean() for block in in_superblocks(column_mse)])
    alive = power > 1e-10
    enough = alive.sum() >= 3
    report.add("matmul.superblock_correlation", subject, pearson(np.sqrt(power[alive]), np.sqrt(mse[alive])) if enough else None)
    report.spread("matmul.superblock_power", subject, power, "mean std min max")
    report.spread("matmul.superblock_mse", subject, mse, "mean min max")
    report.add("matmul.superblock_top", subject, largest(power * mse, 5))

    output = ((activations @ original.T) ** 2).sum()
    report.add("matmul.output_error", subject, ratio(((activations @ error.T) ** 2).sum(), output))
    worst = weights[:, largest(contribution, 1)[0]]
    report.add("column.std", subject, worst.std())
    report.add("column.kurtosis", subject, excess_kurtosis(worst))


def measure(weights, activations=None):
    report = Report()
    tensors = read_folder(weights, r"blk_(\d+)_(\w+)_weight\.f32bin")
    sources = read_folder(activations, r"act_blk(\d+)_(\w+)\.f32bin") if activations else {}
    for (layer, role), matrix in tensors.items():
        weight_metrics(report, f"blk.{layer}.{role}", matrix)
    for (layer, source), matrix in sources.items():
        activation_metrics(report, f"blk.{layer}.{source}", matrix)
        for role in FEEDS.get(source, ()):
            if (layer, role) in tensors:
                matmul_metrics(report, f"blk.{layer}.{role}", tensors[layer, role], matrix)
    return report.metrics


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", metavar="WEIGHTS_DIR")
    parser.add_argument("activations", nargs="?", metavar="ACTIVATIONS_DIR")
    json.dump(measure(**vars(parser.parse_args())), sys.stdout, allow_nan=False)
    print()


if __name__ == "__main__":
    main()
