"""Finds faces, eyes, people and geometric shapes in an image. Knows nothing of HTTP."""

import math
import os
import struct
import threading

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000

# A second fence behind image_size(): OpenCV reads it once, when it is imported.
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(MAX_PIXELS)

import cv2  # noqa: E402
import numpy as np  # noqa: E402

cv2.setNumThreads(2)

FORMATS = ["image/png", "image/jpeg", "image/webp", "image/bmp"]

PARAMS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "mode": {
            "type": "string",
            "title": "What to look for",
            "enum": ["faces", "eyes", "bodies", "shapes"],
            "default": "faces",
        },
        "scale_factor": {
            "type": "number",
            "title": "Pyramid step",
            "description": "How much the image shrinks between two passes. Smaller finds more and takes longer. Not used by shapes.",
            "default": 1.1,
            "minimum": 1.03,
            "maximum": 2.0,
        },
        "min_neighbors": {
            "type": "integer",
            "title": "Agreeing hits",
            "description": "Overlapping hits that a face or eye needs. Higher means fewer false alarms.",
            "default": 5,
            "minimum": 0,
            "maximum": 50,
        },
        "min_size": {
            "type": "integer",
            "title": "Smallest side in pixels",
            "default": 24,
            "minimum": 4,
            "maximum": 4000,
        },
        "min_score": {
            "type": "number",
            "title": "Smallest score",
            "default": 0.3,
            "minimum": 0.0,
            "maximum": 1.0,
        },
        "max_side": {
            "type": "integer",
            "title": "Working size",
            "description": "Larger images are shrunk to this longer side first; boxes are given in pixels of the original.",
            "default": 1280,
            "minimum": 64,
            "maximum": 1600,
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
        if rule["type"] == "string":
            if value not in rule["enum"]:
                raise InvalidInput("params.%s must be one of %s" % (name, ", ".join(rule["enum"])))
        else:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise InvalidInput("params.%s must be a number" % name)
            if isinstance(value, float) and not math.isfinite(value):
                raise InvalidInput("params.%s must be a number" % name)
            if rule["type"] == "integer":
                if value != int(value):
                    raise InvalidInput("params.%s must be a whole number" % name)
                value = int(value)
            if not rule["minimum"] <= value <= rule["maximum"]:
                raise InvalidInput("params.%s must be from %s to %s" % (name, rule["minimum"], rule["maximum"]))
        checked[name] = value
    return checked


def image_size(data):
    """Reads (width, height) from the header alone, so that a decompression bomb is refused before it is decoded."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return struct.unpack(">II", data[16:24])
        if data[:2] == b"\xff\xd8":
            return _jpeg_size(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_size(data)
        if data[:2] == b"BM":
            width, height = struct.unpack("<ii", data[18:26])
            return abs(width), abs(height)
    except (struct.error, IndexError):
        raise InvalidInput("the image is cut off within its header") from None
    raise InvalidInput("not a PNG, JPEG, WebP or BMP image")


def _jpeg_size(data):
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise InvalidInput("the JPEG header is damaged")
        marker = data[at + 1]
        if marker in (0x01, 0xD8) or 0xD0 <= marker <= 0xD7:
            at += 2
            continue
        if marker in (0xD9, 0xDA):
            raise InvalidInput("the JPEG has no size")
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length


def _webp_size(data):
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    raise InvalidInput("the WebP header is damaged")


def decode(data):
    """Decodes an image to BGR, turned as its EXIF data says, transparent parts laid on white."""
    if not data:
        raise InvalidInput("the image is empty")
    if len(data) > MAX_BYTES:
        raise TooLarge("the image has %d bytes, allowed are %d" % (len(data), MAX_BYTES))
    width, height = image_size(data)
    if width < 1 or height < 1:
        raise InvalidInput("the image has no pixels")
    if width * height > MAX_PIXELS:
        raise TooLarge("the image has %d x %d pixels, allowed are %d in all" % (width, height, MAX_PIXELS))
    with_alpha = data[:4] == b"\x89PNG" and data[25] in (4, 6)
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED if with_alpha else cv2.IMREAD_COLOR)
    except cv2.error:
        image = None
    if image is None:
        raise InvalidInput("the image is damaged or cut off")
    if with_alpha:
        image = _on_white(image)
    return image


def _on_white(image):
    if image.dtype == np.uint16:
        image = (image >> 8).astype(np.uint8)
    if image.ndim == 2:
        return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    if image.shape[2] != 4:
        return image
    alpha = image[:, :, 3:].astype(np.uint16)
    return ((image[:, :, :3] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)


class ImageRecognizer:
    """The detectors. Safe to use from many threads, one at a time: each detector keeps large buffers of its own."""

    def __init__(self):
        self._lock = threading.Lock()
        self._face = self._cascade("haarcascade_frontalface_default.xml")
        self._eye = self._cascade("haarcascade_eye.xml")
        self._people = cv2.HOGDescriptor()
        self._people.setSVMDetector(cv2.HOGDescriptor_getDefaultPeopleDetector())

    @staticmethod
    def _cascade(name):
        cascade = cv2.CascadeClassifier(os.path.join(cv2.data.haarcascades, name))
        if cascade.empty():
            raise RuntimeError("the cascade %s is not in this OpenCV package" % name)
        return cascade

    def predict(self, data, params):
        """Takes an image file's bytes and checked parameters; returns its size and the boxes, best first."""
        image = decode(data)
        height, width = image.shape[:2]
        shrink = min(1.0, params["max_side"] / max(width, height))
        if shrink < 1.0:
            size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        find = {"faces": self._faces, "eyes": self._eyes, "bodies": self._bodies, "shapes": self._shapes}
        smallest = max(2, round(params["min_size"] * shrink))
        boxes = []
        with self._lock:
            hits = find[params["mode"]](image, smallest, params)
        for found in hits:
            if found["score"] >= params["min_score"]:
                x, y, w, h = (value / shrink for value in found["box"])
                left, top = max(0, round(x)), max(0, round(y))
                right, bottom = min(width, round(x + w)), min(height, round(y + h))
                found["box"] = [left, top, right - left, bottom - top]
                boxes.append(found)
        boxes.sort(key=lambda found: -found["score"])
        return {"width": width, "height": height, "mode": params["mode"], "count": len(boxes), "boxes": boxes}

    def _faces(self, image, smallest, params):
        gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        return self._hits(self._face, gray, "face", smallest, params)

    def _eyes(self, image, smallest, params):
        """Eyes within the upper part of each face; with no face, eyes anywhere."""
        gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        faces = [face for face in self._faces(image, max(smallest, 24), params) if face["score"] >= 0.3]
        if not faces:
            return self._hits(self._eye, gray, "eye", smallest, params)
        eyes = []
        for face in faces:
            x, y, w, h = face["box"]
            upper = gray[y + h // 8 : y + h * 5 // 8, x : x + w]
            for found in self._hits(self._eye, upper, "eye", min(smallest, max(4, w // 8)), params):
                found["box"][0] += x
                found["box"][1] += y + h // 8
                eyes.append(found)
        return eyes

    @staticmethod
    def _hits(cascade, gray, label, smallest, params):
        rectangles, _, weights = cascade.detectMultiScale3(
            gray,
            scaleFactor=params["scale_factor"],
            minNeighbors=params["min_neighbors"],
            minSize=(smallest, smallest),
            outputRejectLevels=True,
        )
        return [
            {"label": label, "score": _squash(weight, 4.0), "box": [int(v) for v in rectangle]}
            for rectangle, weight in zip(rectangles, np.ravel(weights))
        ]

    def _bodies(self, image, smallest, params):
        height, width = image.shape[:2]
        if width < 64 or height < 128:
            return []
        rectangles, weights = self._people.detectMultiScale(
            image, winStride=(4, 4), padding=(16, 16), scale=max(1.02, params["scale_factor"] / 1.05)
        )
        found = sorted(zip(np.ravel(weights), rectangles), key=lambda pair: -pair[0])
        kept = []
        for weight, rectangle in found:
            x, y, w, h = (int(v) for v in rectangle)
            # The detector was trained on windows with a margin around the person.
            x, y, w, h = x + w * 3 // 20, y + h * 3 // 40, w * 7 // 10, h * 17 // 20
            if min(w, h) >= smallest and all(_overlap((x, y, w, h), other["box"]) < 0.4 for other in kept):
                kept.append({"label": "person", "score": _squash(weight, 2.0), "box": [x, y, w, h]})
        return kept

    @staticmethod
    def _shapes(image, smallest, params):
        """Closed shapes that stand out from the colour along the image's border."""
        lab = cv2.cvtColor(image, cv2.COLOR_BGR2LAB).astype(np.float32)
        border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
        distance = np.linalg.norm(lab - np.median(border, axis=0), axis=2)
        distance = np.clip(distance, 0, 255).astype(np.uint8)
        level, _ = cv2.threshold(distance, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        mask = (distance > min(max(level * 0.6, 12), 60)).astype(np.uint8)
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        found = []
        for contour in contours:
            x, y, w, h = cv2.boundingRect(contour)
            if min(w, h) < smallest or cv2.contourArea(contour) < 16:
                continue
            label, score = _shape_of(contour)
            inside = np.zeros((h, w), np.uint8)
            cv2.drawContours(inside, [contour - (x, y)], -1, 1, cv2.FILLED)
            inside &= mask[y : y + h, x : x + w]
            blue, green, red = (int(v) for v in np.median(image[y : y + h, x : x + w][inside > 0], axis=0))
            found.append(
                {
                    "label": label,
                    "score": score,
                    "box": [x, y, w, h],
                    "color": _color_name(blue, green, red),
                    "rgb": "#%02x%02x%02x" % (red, green, blue),
                }
            )
        return found


def _squash(weight, scale):
    """A detector's weight, which has no upper end, as a score from 0 to 1. An order, not a probability."""
    return round(1.0 - math.exp(-max(0.0, float(weight)) / scale), 4)


def _overlap(one, other):
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / min(one[2] * one[3], other[2] * other[3])


def _shape_of(contour):
    """Names a contour; the score says how much of the ideal figure around it the contour fills."""
    area = cv2.contourArea(contour)
    hull_area = max(cv2.contourArea(cv2.convexHull(contour)), 1e-9)
    perimeter = cv2.arcLength(contour, True)
    corners = cv2.approxPolyDP(contour, 0.025 * perimeter, True)
    count = len(corners)
    if area / hull_area < 0.85:
        dents = sum(_is_dent(corners[i - 1][0], corners[i][0], corners[(i + 1) % count][0]) for i in range(count))
        turned = min(dents, count - dents)
        if count >= 8 and count % 2 == 0 and turned == count // 2:
            return "star", _score(_filled(area, corners))
        return "polygon", _score(_filled(area, corners))
    (_, _), radius = cv2.minEnclosingCircle(contour)
    _, sides, _ = cv2.minAreaRect(contour)
    if count == 3:
        triangle_area, _ = cv2.minEnclosingTriangle(contour)
        return "triangle", _score(area / max(triangle_area, 1e-9))
    rectangle_fill = area / max(sides[0] * sides[1], 1e-9)
    if count == 4:
        if rectangle_fill > 0.9:
            square = min(sides) / max(sides) > 0.93
            return "square" if square else "rectangle", _score(rectangle_fill)
        return "quadrilateral", _score(_filled(area, corners))
    circle_fill = area / (math.pi * (radius + 0.5) ** 2)
    if count >= 6 and circle_fill > 0.9:
        return "circle", _score(circle_fill)
    if count in (5, 6):
        named = "pentagon" if count == 5 else "hexagon"
        edges = [float(np.linalg.norm(corners[i - 1][0] - corners[i][0])) for i in range(count)]
        if min(edges) > 0.75 * max(edges):
            return named, _score(_filled(area, corners))
    _, axes, _ = cv2.fitEllipse(contour)
    ellipse_fill = area / max(math.pi / 4 * axes[0] * axes[1], 1e-9)
    if count >= 5 and 0.93 < ellipse_fill < 1.07:
        return "ellipse", _score(1 - abs(1 - ellipse_fill))
    return "polygon", _score(_filled(area, corners))


def _is_dent(before, at, after):
    (ax, ay), (bx, by) = at - before, after - at
    return int(ax) * int(by) - int(ay) * int(bx) < 0


def _filled(area, corners):
    ideal = max(cv2.contourArea(corners), 1e-9)
    return min(area, ideal) / max(area, ideal)


def _score(value):
    return round(max(0.0, min(1.0, float(value))), 4)


def _color_name(blue, green, red):
    hue, saturation, value = (int(v) for v in cv2.cvtColor(np.uint8([[[blue, green, red]]]), cv2.COLOR_BGR2HSV)[0, 0])
    if value < 50:
        return "black"
    if saturation < 40:
        return "white" if value > 215 else "gray"
    if hue < 20 and value < 170 and saturation < 215:
        return "brown"
    for upper, name in ((8, "red"), (22, "orange"), (34, "yellow"), (85, "green"), (98, "cyan"), (130, "blue"), (150, "purple"), (168, "pink")):
        if hue < upper:
            return name
    return "red"
