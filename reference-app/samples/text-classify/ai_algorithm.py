"""Chinese and English sentiment: features, training and prediction. Knows nothing of HTTP."""

import json
import math
import os
import random
import re

LABELS = ["positive", "negative", "neutral"]
MAX_ITEMS = 2000
MAX_CHARACTERS = 10000
FORMAT = 1

PARAMS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "top_k": {
            "type": "integer",
            "title": "Evidence",
            "description": "How many pieces of the text that speak for the label are given.",
            "default": 3,
            "minimum": 0,
            "maximum": 20,
        },
        "neutral_threshold": {
            "type": "number",
            "title": "Neutral threshold",
            "description": "A text whose best score is below this is called neutral.",
            "default": 0.4,
            "minimum": 0.0,
            "maximum": 1.0,
        },
    },
}


class InvalidInput(ValueError):
    """The caller's input cannot be used; the message says why."""


class TooLarge(InvalidInput):
    """The caller's input is over a size limit."""


def check_params(given):
    """Returns the parameters with their defaults filled in, or raises InvalidInput naming the wrong one."""
    if given is None:
        given = {}
    if not isinstance(given, dict):
        raise InvalidInput("params must be an object")
    rules = PARAMS["properties"]
    for name in given:
        if name not in rules:
            raise InvalidInput("params.%s is not known; known are %s" % (name[:60], ", ".join(rules)))
    checked = {}
    for name, rule in rules.items():
        value = given.get(name, rule["default"])
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise InvalidInput("params.%s must be a number" % name)
        if not rule["minimum"] <= value <= rule["maximum"]:
            raise InvalidInput("params.%s must be from %s to %s" % (name, rule["minimum"], rule["maximum"]))
        if rule["type"] == "integer" and value != int(value):
            raise InvalidInput("params.%s must be a whole number" % name)
        checked[name] = int(value) if rule["type"] == "integer" else value
    return checked


def check_texts(given):
    """Returns the input as a list of texts, or raises InvalidInput naming the wrong item."""
    if given is None:
        raise InvalidInput("input_data is missing")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list):
        raise InvalidInput("input_data must be a text or a list of texts")
    if not texts:
        raise InvalidInput("input_data is empty")
    if len(texts) > MAX_ITEMS:
        raise TooLarge("input_data has %d texts, allowed are %d" % (len(texts), MAX_ITEMS))
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise InvalidInput("input_data[%d] must be a text" % index)
        if not text.strip():
            raise InvalidInput("input_data[%d] is empty" % index)
        if len(text) > MAX_CHARACTERS:
            raise TooLarge("input_data[%d] has %d characters, allowed are %d" % (index, len(text), MAX_CHARACTERS))
    return texts


HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
PIECES = re.compile("[%s]+|[a-z]+(?:'[a-z]+)?|[\U0001f300-\U0001faff\u2600-\u27bf]|[^\\s\\w]" % HAN)
HAN_PIECE = re.compile("[%s]" % HAN)

ENGLISH_NEGATIONS = {"not", "no", "never", "hardly", "barely", "nothing", "without", "neither", "nor", "cannot", "lacks", "lacked"}
CHINESE_NEGATIONS = "不没无未别"
# 不错 (good), 不过 (but), 无论 (no matter), 别人 (others) and the like deny nothing.
NO_DENIAL = ("不错", "不过", "不但", "不仅", "不光", "不止", "不管", "不愧", "不断", "无论", "无比", "别人", "别的", "没事", "不由")
NEGATION_REACH = 3
STOP_WORDS = set(
    "a an the i you he she it we they me my your our their his her its this that these those is are was were be been am"
    " of to in on at for from by with as and or so than then there here have has had do does did will would can could s".split()
)


def language_of(text):
    """zh, en, or unknown where the text has no letters of either."""
    han = len(HAN_PIECE.findall(text))
    words = len(re.findall("[A-Za-z]+", text))
    if han == words == 0:
        return "unknown"
    return "zh" if han >= words else "en"


def features(text):
    """The features of a text, each with the piece of the text that it stands for."""
    found = {}
    words = []
    text = text.lower().replace("\u2019", "'")
    for match in PIECES.finditer(text):
        piece = match.group()
        if HAN_PIECE.match(piece):
            _chinese(piece, found)
        elif piece[0].isalpha() and piece.isascii():
            words.append(piece)
            continue
        elif not piece.isascii() and ord(piece) >= 0x2600 and not 0xFE00 <= ord(piece) <= 0xFFEF:
            found[piece] = piece
        if words and piece != "-":
            _english(words, found)
            words = []
    _english(words, found)
    return found


def _chinese(run, found):
    reach = 0
    for at in range(len(run)):
        denied = reach > 0
        reach -= 1
        if run[at] in CHINESE_NEGATIONS and not run.startswith(NO_DENIAL, at):
            reach = NEGATION_REACH
        for size in (1, 2, 3):
            gram = run[at : at + size]
            if len(gram) == size:
                found.setdefault(("非" if denied and size < 3 else "") + gram, gram)


def _english(words, found):
    if not words:
        return
    reach = 0
    before = "^"
    for word in words:
        denied = reach > 0
        reach -= 1
        if word in ENGLISH_NEGATIONS or word.endswith("n't"):
            reach = NEGATION_REACH
        if word not in STOP_WORDS:
            for form in {word, _stem(word)}:
                found.setdefault(("not " if denied else "") + form, ("not " if denied else "") + word)
        if before != "^":
            found.setdefault(before + " " + word, before + " " + word)
        before = word


def _stem(word):
    for ending in ("ingly", "ing", "edly", "ed", "ely", "ly", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


def read_corpus(folder):
    """Reads [(text, label, language, is a sentence)] from the <language>-<label>[-words].txt files of a folder."""
    rows = []
    for name in sorted(os.listdir(folder)):
        match = re.fullmatch("(zh|en)-(%s)(-words)?[.]txt" % "|".join(LABELS), name)
        if match:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                for line in file:
                    if line.strip() and not line.startswith("#"):
                        rows.append((line.strip(), match.group(2), match.group(1), match.group(3) is None))
    return rows


class SentimentClassifier:
    """Multinomial logistic regression over the features of a text. Read-only once trained, so safe for many threads."""

    def __init__(self, bias, weights):
        self._bias = bias
        self._weights = weights

    @classmethod
    def train(cls, examples, epochs=30, rate=0.5, decay=3e-3, seed=11):
        """Learns from [(text, label)] by stochastic gradient steps of AdaGrad; equal input gives an equal model."""
        rows = [(_vector(features(text)), LABELS.index(label)) for text, label in examples]
        kinds = range(len(LABELS))
        bias = [0.0] * len(LABELS)
        weights = {}
        squares = {}
        for vector, _ in rows:
            for name in vector:
                weights[name] = [0.0] * len(LABELS)
                squares[name] = [1e-2] * len(LABELS)
        shuffled = random.Random(seed)
        for epoch in range(epochs):
            shuffled.shuffle(rows)
            for vector, label in rows:
                scores = list(bias)
                for name, value in vector.items():
                    for kind, weight in enumerate(weights[name]):
                        scores[kind] += weight * value
                odds = _softmax(scores)
                for kind in kinds:
                    error = odds[kind] - (1.0 if kind == label else 0.0)
                    bias[kind] -= 0.02 * error
                    for name, value in vector.items():
                        slope = error * value + decay * weights[name][kind]
                        squares[name][kind] += slope * slope
                        weights[name][kind] -= rate * slope / math.sqrt(squares[name][kind])
        return cls(bias, weights)

    def save(self, path):
        """Writes the model as JSON, whole or not at all."""
        rounded = {
            name: [round(weight, 3) for weight in row]
            for name, row in self._weights.items()
            if max(abs(weight) for weight in row) >= 0.02
        }
        model = {"format": FORMAT, "labels": LABELS, "bias": self._bias, "weights": rounded}
        with open(path + ".part", "w", encoding="utf-8") as file:
            json.dump(model, file, ensure_ascii=False, separators=(",", ":"))
        os.replace(path + ".part", path)

    @classmethod
    def load(cls, path):
        """Reads a model; raises ValueError if the file holds none of this format."""
        with open(path, encoding="utf-8") as file:
            model = json.load(file)
        if not isinstance(model, dict) or model.get("format") != FORMAT or model.get("labels") != LABELS:
            raise ValueError("not a model of format %d" % FORMAT)
        return cls(model["bias"], model["weights"])

    def predict(self, text, params):
        """Classifies one text; takes parameters as check_params returns them."""
        found = features(text)
        known = {name: value for name, value in _vector(found).items() if name in self._weights}
        scores = list(self._bias)
        for name, value in known.items():
            for kind, weight in enumerate(self._weights[name]):
                scores[kind] += weight * value
        odds = _softmax(scores)
        best = max(range(len(LABELS)), key=odds.__getitem__)
        if not known or odds[best] < params["neutral_threshold"]:
            best = LABELS.index("neutral")
        return {
            "label": LABELS[best],
            "score": round(odds[best], 4),
            "scores": {label: round(odd, 4) for label, odd in zip(LABELS, odds)},
            "language": language_of(text),
            "evidence": self._evidence(known, found, best, params["top_k"]),
        }

    def _evidence(self, known, found, best, top_k):
        """The pieces that speak most for a label, less what they say for the other labels."""
        speaking = []
        for name, value in known.items():
            row = self._weights[name]
            weight = value * (row[best] - (sum(row) - row[best]) / (len(row) - 1))
            speaking.append((round(weight, 4), found[name]))
        speaking.sort(key=lambda pair: (-pair[0], pair[1]))
        chosen = []
        for weight, piece in speaking:
            if len(chosen) >= top_k or weight <= 0:
                break
            if all(piece not in other["text"] and other["text"] not in piece for other in chosen):
                chosen.append({"text": piece, "weight": weight})
        return chosen


def _vector(found):
    """Every feature counts the same, and a long text as much as a short one, nearly."""
    size = 1.0 / max(1.0, len(found)) ** 0.4
    return dict.fromkeys(found, size)


def _softmax(scores):
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
