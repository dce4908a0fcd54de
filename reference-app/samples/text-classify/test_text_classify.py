"""Run with: python -m unittest"""

import http.client
import json
import os
import socket
import subprocess
import sys
import unittest

import train
from ai_algorithm import InvalidInput, SentimentClassifier, check_params, check_texts, features, language_of

HERE = os.path.dirname(os.path.abspath(__file__))


class Algorithm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = train.train_on_all()

    def label(self, text, **params):
        return self.model.predict(text, check_params(params))["label"]

    def test_tells_good_from_bad_in_both_languages(self):
        self.assertEqual(self.label("这家店的服务很好"), "positive")
        self.assertEqual(self.label("the delivery was late"), "negative")
        self.assertEqual(self.label("营业时间是上午十点到晚上八点"), "neutral")

    def test_a_negation_turns_the_label(self):
        self.assertEqual([self.label("好吃"), self.label("不好吃")], ["positive", "negative"])
        self.assertEqual([self.label("The food is good"), self.label("The food is not good")], ["positive", "negative"])
        self.assertIn("not good", features("it isn't good"))
        self.assertNotIn("非错", features("真不错"))

    def test_measures_up_to_what_the_readme_states(self):
        self.assertGreaterEqual(train.accuracy(train.judge(self.model, train.read_reviews())), 0.8)
        self.assertGreaterEqual(train.accuracy(train.held_out(train.read_corpus(train.CORPUS))), 0.8)

    def test_no_demo_review_is_in_the_corpus(self):
        known = {text for text, *_ in train.read_corpus(train.CORPUS)}
        self.assertEqual([text for text, _, _ in train.read_reviews() if text in known], [])

    def test_equal_corpora_give_equal_models(self):
        found = [train.train_on_all().predict("非常满意", check_params(None)) for _ in range(2)]
        self.assertEqual(found[0], found[1])

    def test_gives_evidence_out_of_the_text(self):
        found = self.model.predict("房间很脏，服务态度恶劣", check_params({"top_k": 2}))
        self.assertEqual(len(found["evidence"]), 2)
        for piece in found["evidence"]:
            self.assertIn(piece["text"], "房间很脏，服务态度恶劣")
        self.assertEqual(self.model.predict("很好", check_params({"top_k": 0}))["evidence"], [])
        self.assertAlmostEqual(sum(found["scores"].values()), 1, places=3)

    def test_below_the_threshold_a_text_is_neutral(self):
        self.assertEqual(self.label("这家店的服务很好", neutral_threshold=1), "neutral")
        self.assertEqual(self.label("12345 ???"), "neutral")

    def test_knows_the_language(self):
        self.assertEqual([language_of(text) for text in ("很好", "good", "iPhone 很好用", "42!")], ["zh", "en", "zh", "unknown"])

    def test_a_saved_model_says_the_same(self):
        path = os.path.join(os.environ.get("TMPDIR", "/tmp"), "model-%d.json" % os.getpid())
        try:
            self.model.save(path)
            loaded = SentimentClassifier.load(path)
        finally:
            os.remove(path)
        for text, _, _ in train.read_reviews():
            self.assertEqual(loaded.predict(text, check_params(None))["label"], self.label(text))

    def test_refuses_wrong_input_by_its_place(self):
        for given in (None, 3, {}, [], ["a", 3], ["a", None], ["a", "  "], "", ["a"] * 2001, "a" * 10001):
            with self.assertRaisesRegex(InvalidInput, "input_data"):
                check_texts(given)
        for params in ({"top_k": 1.5}, {"top_k": -1}, {"top_k": True}, {"neutral_threshold": "x"}, {"x": 1}, [], 1, {"neutral_threshold": float("nan")}):
            with self.assertRaisesRegex(InvalidInput, "params"):
                check_params(params)


class Service(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            cls.port = probe.getsockname()[1]
        cls.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "main.py")],
            env=dict(os.environ, HOST="127.0.0.1", PORT=str(cls.port)), stdout=subprocess.PIPE, text=True,
        )
        for line in cls.process.stdout:
            if "model.json loaded" in line or "trained in" in line:
                return
        raise AssertionError("the service did not start")

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        code = cls.process.wait(10)
        cls.process.stdout.close()
        assert code == 0, "SIGTERM gave exit code %s" % code

    def setUp(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.addCleanup(self.connection.close)

    def call(self, method, path, body=None, **headers):
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        self.connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def test_is_healthy_and_says_what_it_takes_over_one_connection(self):
        self.assertEqual(self.call("GET", "/health"), (200, {"status": "healthy"}))
        kept = self.connection.sock
        status, told = self.call("GET", "/info")
        self.assertEqual((status, told["input"]["type"], told["output"]["type"]), (200, "text", "labels"))
        self.assertIsNotNone(kept)
        self.assertIs(self.connection.sock, kept)

    def test_answers_the_example(self):
        with open(os.path.join(HERE, "examples", "request.json"), encoding="utf-8") as file:
            status, answer = self.call("POST", "/predict", file.read())
        self.assertEqual((status, answer["batch_id"]), (200, "t1"))
        self.assertEqual([found["label"] for found in answer["predictions"]], ["positive", "negative"])

    def test_takes_one_text_and_chunks(self):
        status, answer = self.call("POST", "/predict", '{"input_data": "很好"}')
        self.assertEqual((status, len(answer["predictions"])), (200, 1))
        self.connection.request("POST", "/predict", iter([b'{"input_data"', b': "bad"}']), {"Content-Type": "application/json"}, encode_chunked=True)
        self.assertEqual(self.connection.getresponse().status, 200)

    def test_answers_bad_input_with_a_reason(self):
        cases = [
            ("POST", "/predict", "{", 400), ("POST", "/predict", "[]", 400), ("POST", "/predict", "{}", 400),
            ("POST", "/predict", '{"input_data": ["a", 1]}', 400), ("POST", "/predict", b"\xff", 400),
            ("POST", "/predict", '{"input_data": "a", "batch_id": {}}', 400), ("POST", "/predict", "[" * 100000, 400),
            ("POST", "/predict", '{"input_data": "%s"}' % ("a" * 10001), 413), ("POST", "/predict", " " * 9000000, 413),
            ("GET", "/predict", None, 405), ("POST", "/health", "{}", 405), ("DELETE", "/info", None, 405), ("GET", "/nothing", None, 404),
        ]
        for method, path, body, wanted in cases:
            status, answer = self.call(method, path, body)
            self.assertEqual((status, list(answer)), (wanted, ["detail"]), (method, path, str(body)[:60]))
        self.assertEqual(self.call("POST", "/predict", "x", **{"Content-Type": "text/plain"})[0], 415)
        status, answer = self.call("POST", "/predict", '{"input_data": ["a", "b", ""]}')
        self.assertIn("input_data[2]", answer["detail"])
        self.assertEqual(self.call("GET", "/health")[0], 200)

    def test_answers_what_is_no_http_with_a_reason(self):
        for sent in (b"garbage\r\n\r\n", b"GET /health HTTP/9.9\r\n\r\n", b"POST /predict HTTP/1.1\r\nContent-Length: -5\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", self.port), 10) as raw:
                raw.sendall(sent)
                raw.shutdown(socket.SHUT_WR)
                answer = b"".join(iter(lambda: raw.recv(65536), b""))
            self.assertRegex(answer, b"^HTTP/1.1 [45]")
            self.assertIn(b'"detail"', answer)


if __name__ == "__main__":
    unittest.main()
