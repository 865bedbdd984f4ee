"""Tables with ratios, and the files of results."""

import json
import os
import pathlib
import statistics

from comparison import interpreters, machine

LOW_IS_GOOD = ("us", "ms", "MiB")
OURS = ("digitnet", "digitnet bf16", "digitnet auto")
ABOUT = {
    "memory": "The peak of memory (VmHWM) of a process that trains with a data set of MNIST's size in memory.",
    "scaling": "What a contestant gains with more threads. Contestants take turns slice by slice; the factor is taken "
               "within each round.",
}
IN_TURN = ("Contestants take turns slice by slice; the factor is taken within each round, over contestants of the same "
           "precision, and over Keras in either; digitnet auto is set against all. Without a precision in its name a "
           "contestant computes in fp32.")
DISTURBED = ("The last column is the share of the processor that other programs took meanwhile (median; one thread "
             "leaves them the other cores).")


def gains(ours, theirs, unit):
    """By what factor we are ahead, round by round: a rate should be high, a time low."""
    return [b / a if unit in LOW_IS_GOOD else a / b for a, b in zip(ours, theirs)]


def span(values, digits):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} [{low:,.{digits}f} - {high:,.{digits}f}]"


def factors_over_peers(contestants):
    """Columns: a title, and the factors in a contestant's row."""
    def column(ours):
        def cell(row, case):
            comparable = row.precision == ours.precision or row.family == "keras" or ours.precision == "auto"
            if row is ours or not comparable or case not in ours.values:
                return ""
            return span(gains(ours.values[case], row.values[case], row.units[case]), 2)
        return f"{ours.name} ahead by", cell

    return [column(row) for row in contestants if row.name in OURS and row.values]


def factor_over_one_thread(contestants):
    single = {(c.label, c.program): c for c in contestants if c.threads == 1}

    def cell(row, case):
        one = single.get((row.label, row.program))
        if row is one or one is None or case not in one.values:
            return ""
        return span(gains(row.values[case], one.values[case], row.units[case]), 2)

    return [("times itself with 1 thread", cell)]


def table(contestants, cases, columns):
    lines = []
    for case in cases:
        ranked = [c for c in contestants if c.values.get(case)]
        if not ranked:
            continue
        unit = ranked[0].units[case]
        taken = any(c.disturbed for c in ranked)
        titles = ["contestant", f"{unit}: median [range]", *(f"{title}: median [range]" for title, _ in columns)]
        titles += ["taken by others"] if taken else []
        lines += [f"### {case}", "", f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
        ranked.sort(key=lambda c: statistics.median(c.values[case]), reverse=unit not in LOW_IS_GOOD)
        for row in ranked:
            cells = [row.name, span(row.values[case], 1 if case == "overhead" else 0)]
            cells += [cell(row, case) for _, cell in columns]
            cells += [f"{statistics.median(row.disturbed[case]):.0%}"] if taken else []
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def peers(arguments, contestants):
    families = {c.family for c in contestants}
    found = [interpreters.versions(family, python) for family, python in interpreters.interpreters(arguments).items()
             if family in families]
    return "; ".join(found + ([machine.dlib()] if "dlib" in families else []))


def facts_of(arguments, contestants, load):
    return {**machine.machine(), "peers": peers(arguments, contestants),
            "digitnet": arguments.revision or machine.output_of("git", "describe", "--always", "--dirty"),
            "threads": arguments.threads, "rounds": arguments.rounds, "slice": f"{arguments.seconds} s",
            "scheduling": "urgent" if arguments.urgent else "normal",
            "load average before and after": " and ".join(f"{x:.1f}" for x in load)}


def write(arguments, contestants, cases, load):
    question = arguments.question
    facts = facts_of(arguments, contestants, load)
    columns = (factor_over_one_thread if question == "scaling" else factors_over_peers)(contestants)
    about = ABOUT.get(question, IN_TURN) + ("" if question == "memory" else f" {DISTURBED}")
    listing = "\n".join(f"- {key}: {value}" for key, value in facts.items())
    text = (f"# {question.capitalize()}, {arguments.date}\n\nWritten by `benchmarks/compare.py {question}`. {about}\n\n"
            f"{listing}\n\n{table(contestants, cases, columns)}")
    rows = [{"contestant": c.name, "command": [os.path.basename(part) for part in c.command],
             "environment": c.environment, "units": c.units, "values": c.values, "disturbed": c.disturbed}
            for c in contestants]
    arguments.output.mkdir(parents=True, exist_ok=True)
    stem = pathlib.Path(arguments.output) / f"{arguments.date}-{question}"
    stem.with_suffix(".md").write_text(text)
    stem.with_suffix(".json").write_text(json.dumps({"facts": facts, "contestants": rows}, indent=1) + "\n")
    print(text)
