"""What is measured, as rows of a table: (what, value as text, goal as text)."""

import json
import pathlib
import statistics
import sys
import tempfile
import time

import composed
import photo
import pictures
from command import pinned

KEPT = 0.95
BATCH = pathlib.Path(__file__).resolve().parent.parent / "batch.py"
ACCURACY_GOALS = {"mnist": 99.75, "usps-train": 98.5, "cvl-valid": 94, "unipen-dev": 97, "pendigits-train": 97}
ERROR_CALIBRATION_GOALS = {"mnist": 0.5, "usps-train": 2}
REFUSING_9_GOALS = {"mnist": 0.02, "usps-train": 0.5}


def percent(share, decimals=2):
    return f"{100 * share:.{decimals}f} %"


def at_least(goals, name):
    return f">= {goals[name]} %" if name in goals else ""


def at_most(goals, name):
    return f"<= {goals[name]} %" if name in goals else ""


def evaluation_rows(name, result):
    confidence = result["confidence"]
    rows = [(f"{name}: read right", f"{percent(result['accuracy'])} of {result['images']:,}", at_least(ACCURACY_GOALS, name)),
            (f"{name}: expected calibration error", percent(confidence["calibration_error"]),
             at_most(ERROR_CALIBRATION_GOALS, name))]
    for refused in ("1", "5", "9"):
        goal = at_most(REFUSING_9_GOALS, name) if refused == "9" else ""
        rows.append((f"{name}: error with {refused} % refused", percent(confidence["refusing"][refused]["error"], 3), goal))
    return rows


def single_digits(work):
    """MNIST's test images, and every set of the data folder that has images and labels."""
    rows = evaluation_rows("mnist", work.command.evaluate("--data", work.mnist))
    for folder in sorted(path for path in work.data.iterdir() if path.is_dir()) if work.data else []:
        images, labels = (pictures.find_idx(folder, f"{part}-ubyte") for part in ("images-idx3", "labels-idx1"))
        if images and labels:
            rows += evaluation_rows(folder.name, work.command.evaluate("--images", images, "--labels", labels))
    return rows


def compare_texts(answers, expected):
    """(share with the same lines, share with the same digits) of {name: text}."""
    texts = {name: answer["text"] or "" for name, answer in answers.items()}
    lines = sum(texts.get(name) == text for name, text in expected.items())
    digits = sum("".join(texts.get(name, "").split()) == "".join(text.split()) for name, text in expected.items())
    return lines / len(expected), digits / len(expected)


def written_numbers(work):
    """Pictures whose name holds their digits, `+` for the next line, up to an underscore."""
    rows = []
    for part, goal in (("lines", ">= 90 %"), ("pages", ">= 75 %")):
        folder = work.data / "unipen-strings-dev" / part if work.data else None
        if not folder or not folder.is_dir():
            continue
        expected = {path.name: path.stem.split("_")[0].replace("+", "\n") for path in sorted(folder.glob("*.png"))}
        lines, digits = compare_texts(work.command.read_json(folder), expected)
        rows += [(f"{part}: every digit right", f"{percent(digits)} of {len(expected)}", goal),
                 (f"{part}: every line break too", percent(lines), "")]
    return rows


def composed_numbers(work):
    rows = []
    images, labels = work.load_mnist()
    for factor in (1, 3):
        with tempfile.TemporaryDirectory() as home:
            expected, touching = {}, 0
            for i, (text, pairs, *picture) in enumerate(composed.compose(images, labels, work.numbers)):
                touching += pairs
                name = f"{i:05}.png"
                expected[name] = text
                (pathlib.Path(home) / name).write_bytes(pictures.png(*(composed.enlarge(*picture, factor) if factor > 1 else picture)))
            right, _ = compare_texts(work.command.read_json(home), expected)
        share = touching / (len(expected) * (composed.DIGITS - 1))
        rows.append((f"composed numbers, digits {20 * factor} pixels high: number right",
                     f"{percent(right)} of {len(expected):,} ({percent(share, 0)} of neighbours touch)", ">= 97 %"))
    return rows


def keeping_threshold(confidences):
    """The highest confidence that at least 95 % reach."""
    return sorted(confidences)[int((1 - KEPT) * len(confidences) + 1e-9)]


def read_pictures(work, images, among=None):
    with tempfile.TemporaryDirectory() as home:
        folder = pathlib.Path(home) / "pictures"
        pictures.write_pngs(images, folder, work.most, among)
        return work.command.read_csv(folder)


def rejection(work):
    """Through `predict`: a picture without digits is refused."""
    digits, others = work.digit_images(), work.other_images()
    read = {name: read_pictures(work, path) for name, path in digits.items()}
    threshold = min(keeping_threshold([confidence for _, _, confidence in answers]) for answers in read.values())
    rows = []
    for name, answers in read.items():
        kept = sum(confidence >= threshold for _, _, confidence in answers) / len(answers)
        single = sum(len(text) == 1 for _, text, _ in answers) / len(answers)
        rows.append((f"{name}, by predict: read as one digit; kept at confidence {threshold:.4f}",
                     f"{percent(single)}; {percent(kept)}", "kept >= 95 %"))
    for name, (path, among) in others.items():
        answers = read_pictures(work, path, among)
        refused = sum(confidence < threshold or not text for _, text, confidence in answers) / len(answers)
        rows.append((f"{name}: refused there", f"{percent(refused)} of {len(answers):,}", ">= 95 %"))
    return rows


def one_digit_time(work):
    program = work.command.program.parent / "benchmark_model"
    if not program.exists():
        print(f"left out: one digit on one core ({program} is not there)", file=sys.stderr)
        return []
    done = pinned([program, work.command.model, "--json", "--threads", "1", "--seconds", work.seconds], cores=1)
    case = json.loads(done.stdout)["cases"][0]
    return [("one digit on one core", f"{case['figures'][0]['median']:.0f} us", "<= 300 us")]


def photo_time(work):
    with tempfile.TemporaryDirectory() as home:
        path = pathlib.Path(home) / "photo.jpg"
        text = photo.write_photo(*work.load_mnist(), path)
        if text is None:
            print("left out: a photo of 12 megapixels (no cjpeg: libjpeg-turbo-progs)", file=sys.stderr)
            return []
        times = []
        for _ in range(work.repeats):
            start = time.perf_counter()
            answer = json.loads(work.command.predict("--json", path, cores=1))
            times.append(1e3 * (time.perf_counter() - start))
    found = "read right" if answer["text"] == text else f"read as {answer['text']!r}, not {text!r}"
    return [("a photo of 12 megapixels on one core, whole process", f"{statistics.median(times):.0f} ms ({found})", "<= 300 ms")]


def folder_rate(work):
    done = pinned([sys.executable, BATCH, "--program", work.command.program, "--model", work.command.model, "--mnist",
                   work.mnist, "--pictures", work.most or 10000, "--repeats", work.repeats, "--json"], cores=2)
    if not done.stdout:
        print(f"left out: pictures of one digit in a folder ({done.stderr.strip()})", file=sys.stderr)
        return []
    rate = json.loads(done.stdout)["pictures_per_s"]["median"]
    return [("pictures of one digit in a folder, on 2 cores", f"{rate:,.0f} a second", ">= 3,000 a second")]


def speed(work):
    return one_digit_time(work) + photo_time(work) + folder_rate(work)


def model_size(work):
    return [("model file", f"{work.command.model.stat().st_size / 2**20:.2f} MiB", "<= 4 MB")]


PARTS = {"digits": single_digits, "written": written_numbers, "composed": composed_numbers, "rejection": rejection,
         "speed": speed, "size": model_size}
