"""Run with: python -m unittest"""

import base64
import http.client
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

from ai_algorithm import ImageRecognizer, InvalidInput, TooLarge, check_params, decode, image_size
from evaluate import evaluate

HERE = os.path.dirname(os.path.abspath(__file__))


def example(name):
    with open(os.path.join(HERE, "examples", name), "rb") as file:
        return file.read()


def png_header(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


class Algorithm(unittest.TestCase):
    recognizer = ImageRecognizer()

    def find(self, name, **params):
        return self.recognizer.predict(example(name), check_params(params))

    def test_finds_the_face_of_the_portrait(self):
        found = self.find("face.jpg")
        self.assertEqual((found["width"], found["height"], found["count"]), (512, 512, 1))
        x, y, w, h = found["boxes"][0]["box"]
        self.assertTrue(x < 200 and x + w > 250 and y < 100 and y + h > 150, found)

    def test_finds_two_eyes_in_the_portrait(self):
        self.assertEqual([box["label"] for box in self.find("face.jpg", mode="eyes")["boxes"]], ["eye", "eye"])

    def test_finds_every_drawn_shape_and_its_color(self):
        found = self.find("shapes.png", mode="shapes")["boxes"]
        self.assertEqual(
            {(box["color"], box["label"]) for box in found},
            {
                ("red", "circle"),
                ("blue", "rectangle"),
                ("green", "triangle"),
                ("yellow", "square"),
                ("purple", "pentagon"),
                ("orange", "hexagon"),
                ("black", "star"),
                ("cyan", "ellipse"),
            },
        )

    def test_boxes_are_in_pixels_of_the_original_when_it_was_shrunk(self):
        full = {box["label"]: box["box"] for box in self.find("shapes.png", mode="shapes")["boxes"]}
        small = {box["label"]: box["box"] for box in self.find("shapes.png", mode="shapes", max_side=360)["boxes"]}
        for one, other in zip(full["rectangle"], small["rectangle"]):
            self.assertLess(abs(one - other), 6)

    def test_measures_up_to_what_the_readme_states(self):
        self.assertEqual(evaluate(), {"faces": (4, 4, 5), "bodies": (2, 3, 3), "shapes": (8, 8, 8)})

    def test_refuses_a_decompression_bomb_before_decoding_it(self):
        with self.assertRaisesRegex(TooLarge, "60000 x 60000"):
            decode(png_header(60000, 60000))

    def test_refuses_what_is_no_image_and_what_is_cut_off(self):
        for data in (b"", b"GIF89a", b"\xff\xd8\xff", example("face.jpg")[:20], png_header(100, 100)[:40], png_header(0, 5)):
            with self.assertRaises(InvalidInput):
                decode(data)

    def test_reads_the_size_from_the_header(self):
        self.assertEqual(image_size(example("three-faces.jpg")), (960, 420))
        self.assertEqual(image_size(example("shapes.png")), (720, 480))

    def test_refuses_wrong_parameters_by_name(self):
        for params in ({"mode": "cats"}, {"scale_factor": 1}, {"min_size": 2.5}, {"min_score": "0"}, {"max_side": True}, {"x": 1}, [1]):
            with self.assertRaisesRegex(InvalidInput, "params"):
                check_params(params)


class Service(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            cls.port = probe.getsockname()[1]
        cls.data = tempfile.TemporaryDirectory()
        environment = dict(os.environ, HOST="127.0.0.1", PORT=str(cls.port), SERVICE_DATA_DIR=cls.data.name)
        environment.pop("SERVICE_ALLOW_URLS", None)
        cls.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "main.py")],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for line in cls.process.stdout:
            if "Uvicorn running" in line:
                return
        raise AssertionError("the service did not start")

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        code = cls.process.wait(10)
        cls.process.stdout.close()
        cls.data.cleanup()
        assert code == 0, "SIGTERM gave exit code %s" % code

    def call(self, method, path, body=None, kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Content-Type": kind} if body is not None else {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def predict(self, **body):
        return self.call("POST", "/predict", json.dumps(body))

    def test_is_healthy_and_says_what_it_takes(self):
        self.assertEqual(self.call("GET", "/health"), (200, {"status": "healthy"}))
        status, told = self.call("GET", "/info")
        self.assertEqual((status, told["input"]["type"], told["output"]["type"]), (200, "image", "boxes"))

    def test_takes_base64_and_data_urls(self):
        text = base64.b64encode(example("face.jpg")).decode()
        status, answer = self.predict(input_data=[text, "data:image/jpeg;base64," + text], batch_id="b1")
        self.assertEqual((status, answer["batch_id"]), (200, "b1"))
        self.assertEqual([found["count"] for found in answer["predictions"]], [1, 1])

    def test_takes_several_files_of_a_form(self):
        parts = [b'--XX\r\nContent-Disposition: form-data; name="params"\r\n\r\n{"mode": "shapes"}\r\n']
        for name in ("shapes.png", "face.jpg"):
            head = '--XX\r\nContent-Disposition: form-data; name="input_data"; filename="%s"\r\n\r\n' % name
            parts.append(head.encode() + example(name) + b"\r\n")
        status, answer = self.call("POST", "/predict", b"".join(parts) + b"--XX--\r\n", "multipart/form-data; boundary=XX")
        self.assertEqual(status, 200, answer)
        self.assertEqual([found["name"] for found in answer["predictions"]], ["shapes.png", "face.jpg"])
        self.assertEqual(answer["predictions"][0]["count"], 8)

    def test_does_not_fetch_urls_unless_allowed(self):
        status, answer = self.predict(input_data="http://127.0.0.1:%d/health" % self.port)
        self.assertEqual(status, 400)
        self.assertIn("SERVICE_ALLOW_URLS", answer["detail"])

    def test_answers_bad_input_with_a_reason(self):
        text = base64.b64encode(example("shapes.png")).decode()
        status, answer = self.predict(input_data=[text, "@@@"])
        self.assertEqual(status, 400)
        self.assertIn("input_data[1]", answer["detail"])
        for body in ("{", "[]", "{}", '{"input_data": 3}', '{"input_data": []}', '{"input_data": [null]}', '{"input_data": "\\ud800"}'):
            status, answer = self.call("POST", "/predict", body)
            self.assertEqual((status, list(answer)), (400, ["detail"]), body)
        self.assertEqual(self.predict(input_data=text, params={"\ud800": 1})[0], 400)
        self.assertEqual(self.predict(input_data=text, batch_id="\ud800")[0], 400)
        bomb = base64.b64encode(png_header(60000, 60000)).decode()
        self.assertEqual(self.predict(input_data=bomb)[0], 413)
        for kind in ("multipart/form-data", "multipart/form-data; boundary=XX", "multipart/form-data; boundary=XX; charset=nothing"):
            self.assertEqual(self.call("POST", "/predict", "broken", kind)[0], 400)
        self.assertEqual(self.call("POST", "/predict", "x", "text/plain")[0], 415)
        self.assertEqual(self.call("GET", "/predict")[0], 405)
        self.assertEqual(self.call("GET", "/nothing")[0], 404)
        self.assertEqual(self.call("GET", "/health")[0], 200)


if __name__ == "__main__":
    unittest.main()
