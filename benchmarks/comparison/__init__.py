"""What benchmarks/compare.py is made of.

lineup.py        who takes part in which question
contestant.py    a program to measure, and what it answered
turns.py         slices in turn, and how much other programs disturbed them
memory.py        the peak of memory of a training run
report.py        tables with ratios, and the files of results
machine.py       the facts that the figures depend on
interpreters.py  which packages a peer's Python has
"""
