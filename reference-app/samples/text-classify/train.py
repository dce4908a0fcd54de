"""Trains the model on corpus/ and says how well it does on sentences that it was not trained on.

Run as the build step of a release: python train.py
"""

import os
import random
import sys
import time

from ai_algorithm import LABELS, SentimentClassifier, check_params, read_corpus

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "corpus")
MODEL = os.path.join(HERE, "model.json")
REVIEWS = os.path.join(HERE, "examples", "reviews.tsv")
FOLDS = 5


def train_on_all():
    """The model that is served: everything in corpus/."""
    return SentimentClassifier.train([(text, label) for text, label, _, _ in read_corpus(CORPUS)])


def held_out(rows, folds=FOLDS):
    """Judges every sentence by a model that has not seen it: [(label, said, language, text)]."""
    sentences = [row for row in rows if row[3]]
    words = [row for row in rows if not row[3]]
    random.Random(5).shuffle(sentences)
    judged = []
    for fold in range(folds):
        kept = [row for at, row in enumerate(sentences) if at % folds != fold]
        model = SentimentClassifier.train([(text, label) for text, label, _, _ in kept + words])
        judged += judge(model, [row[:3] for at, row in enumerate(sentences) if at % folds == fold])
    return judged


def judge(model, rows):
    params = check_params(None)
    return [(label, model.predict(text, params)["label"], language, text) for text, label, language in rows]


def read_reviews():
    """The labelled demo reviews, which are never trained on."""
    with open(REVIEWS, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip()]
    return [(text, label, language) for label, language, text in rows]


def accuracy(judged):
    return sum(label == said for label, said, *_ in judged) / max(1, len(judged))


def report(title, judged):
    parts = ["%s %.1f %% of %d" % (language, 100 * accuracy(rows), len(rows))
             for language in ("zh", "en") for rows in [[row for row in judged if row[2] == language]]]
    print("%s: accuracy %.1f %% of %d (%s)" % (title, 100 * accuracy(judged), len(judged), ", ".join(parts)))
    print("  %-10s%s" % ("", "".join("%10s" % said for said in LABELS)))
    for label in LABELS:
        counts = [sum(row[0] == label and row[1] == said for row in judged) for said in LABELS]
        print("  %-10s%s" % (label, "".join("%10d" % count for count in counts)))


def main():
    started = time.perf_counter()
    rows = read_corpus(CORPUS)
    sentences = sum(row[3] for row in rows)
    print("corpus: %d sentences, %d words" % (sentences, len(rows) - sentences), flush=True)
    judged = held_out(rows)
    report("held out (%d folds)" % FOLDS, judged)
    model = train_on_all()
    reviews = judge(model, read_reviews())
    report("examples/reviews.tsv", reviews)
    if "--errors" in sys.argv:
        for label, said, _, text in judged + reviews:
            if label != said:
                print("  %s, said %s: %s" % (label, said, text))
    model.save(MODEL)
    print("model.json: %d bytes, %.1f s" % (os.path.getsize(MODEL), time.perf_counter() - started))


if __name__ == "__main__":
    main()
