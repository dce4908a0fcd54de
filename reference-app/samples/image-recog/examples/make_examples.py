"""Makes the images of this folder. Only needed to make them again: pip install scikit-image==0.25.2

The photographs come out of the scikit-image package (see README.md here); the rest is drawn.
"""

import json
import math
import os

import cv2
import numpy as np
import skimage.data

HERE = os.path.dirname(os.path.abspath(__file__))
JPEG = [cv2.IMWRITE_JPEG_QUALITY, 88, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
PORTRAITS = ((20, 380, False), (430, 280, True), (740, 200, False))
WALKERS = (
    ((130, 440), 300, (90, 60, 40), 0.06),
    ((400, 400), 230, (50, 50, 130), 0.09),
    ((650, 450), 330, (70, 90, 60), 0.05),
)


def save(name, image):
    cv2.imwrite(os.path.join(HERE, name), image, JPEG if name.endswith(".jpg") else [cv2.IMWRITE_PNG_COMPRESSION, 9])


def labels():
    """What is in each image. The face was boxed by hand from hair line to chin; the rest follows from the drawing."""
    face = (176, 72, 96, 108)
    three = []
    for left, side, mirrored in PORTRAITS:
        x, y, w, h = (value * side / 512 for value in (512 - face[0] - face[2] if mirrored else face[0], *face[1:]))
        three.append(["face", [round(left + x), round(400 - side + y), round(w), round(h)]])
    walkers = [["person", [round(x - 0.16 * h), round(y - h), round(0.32 * h), h]] for (x, y), h, _, _ in WALKERS]
    drawn = [
        ["circle", [30, 40, 141, 141]],
        ["rectangle", [210, 50, 181, 111]],
        ["triangle", [426, 35, 149, 129]],
        ["square", [560, 40, 141, 141]],
        ["pentagon", [24, 270, 153, 146]],
        ["hexagon", [211, 270, 139, 161]],
        ["star", [364, 260, 173, 164]],
        ["ellipse", [540, 295, 161, 111]],
    ]
    rows = [
        ("face.jpg", "faces", [["face", list(face)]]),
        ("three-faces.jpg", "faces", three),
        ("side-face.jpg", "faces", [["face", [186, 106, 72, 90]]]),
        ("street-drawn.jpg", "faces", []),
        ("shapes.png", "faces", []),
        ("street-drawn.jpg", "bodies", walkers),
        ("face.jpg", "bodies", []),
        ("shapes.png", "shapes", drawn),
    ]
    lines = []
    for image, mode, boxes in rows:
        boxes = [{"label": label, "box": box} for label, box in boxes]
        lines.append("  " + json.dumps({"image": image, "mode": mode, "boxes": boxes}))
    with open(os.path.join(HERE, "labels.json"), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(lines) + "\n]\n")


def faces():
    portrait = cv2.cvtColor(skimage.data.astronaut(), cv2.COLOR_RGB2BGR)
    save("face.jpg", portrait)
    canvas = np.full((420, 960, 3), (196, 190, 180), np.uint8)
    for left, side, mirrored in PORTRAITS:
        part = cv2.resize(portrait[:, ::-1] if mirrored else portrait, (side, side), interpolation=cv2.INTER_AREA)
        canvas[400 - side : 400, left : left + side] = part
    save("three-faces.jpg", canvas)
    save("side-face.jpg", cv2.cvtColor(skimage.data.camera(), cv2.COLOR_GRAY2BGR))


def corners(center, radius, count, turn=-90.0, inner=None):
    steps = count * (2 if inner else 1)
    points = []
    for i in range(steps):
        length = inner if inner and i % 2 else radius
        angle = math.radians(turn + 360 / steps * i)
        points.append((center[0] + length * math.cos(angle), center[1] + length * math.sin(angle)))
    return np.round(points).astype(np.int32)


def shapes():
    image = np.full((480, 720, 3), 250, np.uint8)
    cv2.circle(image, (100, 110), 70, (40, 40, 220), -1, cv2.LINE_AA)
    cv2.rectangle(image, (210, 50), (390, 160), (200, 110, 30), -1)
    cv2.fillPoly(image, [corners((500, 120), 85, 3)], (60, 170, 40), cv2.LINE_AA)
    cv2.fillPoly(image, [corners((630, 110), 75, 4, turn=-70)], (30, 200, 240), cv2.LINE_AA)
    cv2.fillPoly(image, [corners((100, 350), 80, 5)], (160, 60, 130), cv2.LINE_AA)
    cv2.fillPoly(image, [corners((280, 350), 80, 6)], (30, 140, 250), cv2.LINE_AA)
    cv2.fillPoly(image, [corners((450, 350), 90, 5, inner=38)], (20, 20, 20), cv2.LINE_AA)
    cv2.ellipse(image, (620, 350), (85, 45), 25, 0, 360, (190, 190, 40), -1, cv2.LINE_AA)
    save("shapes.png", image)


def walker(image, foot, height, coat, stride):
    """A walking figure of plain parts, `height` pixels tall, standing at `foot`."""

    def at(x, y):
        return int(foot[0] + x * height), int(foot[1] - y * height)

    def limb(color, width, *points):
        for one, other in zip(points, points[1:]):
            cv2.line(image, at(*one), at(*other), color, max(2, int(width * height)), cv2.LINE_AA)

    trousers = tuple(int(v * 0.5) for v in coat)
    limb(trousers, 0.085, (-0.03, 0.48), (-0.04 - stride / 2, 0.25), (-0.05 - stride, 0.03))
    limb(trousers, 0.085, (0.03, 0.48), (0.05 + stride / 2, 0.25), (0.04 + stride, 0.03))
    limb((25, 25, 30), 0.05, (-0.06 - stride, 0.02), (0.0 - stride, 0.01))
    limb((25, 25, 30), 0.05, (0.03 + stride, 0.02), (0.09 + stride, 0.01))
    torso = np.array([at(-0.115, 0.8), at(0.115, 0.8), at(0.095, 0.44), at(-0.095, 0.44)], np.int32)
    cv2.fillPoly(image, [torso], coat, cv2.LINE_AA)
    cv2.ellipse(image, at(0, 0.79), (int(0.115 * height), int(0.045 * height)), 0, 0, 360, coat, -1, cv2.LINE_AA)
    limb(coat, 0.06, (-0.115, 0.78), (-0.15, 0.6), (-0.13 - stride / 3, 0.45))
    limb(coat, 0.06, (0.115, 0.78), (0.15, 0.6), (0.13 + stride / 3, 0.45))
    limb((140, 165, 205), 0.06, (0, 0.85), (0, 0.8))
    cv2.ellipse(image, at(0, 0.915), (int(0.055 * height), int(0.075 * height)), 0, 0, 360, (150, 175, 215), -1, cv2.LINE_AA)
    cv2.ellipse(image, at(0, 0.945), (int(0.057 * height), int(0.05 * height)), 0, 180, 360, (30, 35, 45), -1, cv2.LINE_AA)


def street():
    noise = np.random.default_rng(7)
    image = np.zeros((480, 800, 3), np.uint8)
    image[:300] = np.linspace((235, 215, 190), (225, 222, 215), 300)[:, None]
    image[300:] = np.linspace((150, 150, 148), (120, 120, 118), 180)[:, None]
    cv2.rectangle(image, (0, 60), (800, 300), (178, 190, 200), -1)
    cv2.line(image, (0, 300), (800, 300), (110, 115, 118), 6)
    for foot, height, coat, stride in WALKERS:
        walker(image, foot, height, coat, stride)
    image = cv2.GaussianBlur(image, (3, 3), 0).astype(np.int16) + noise.normal(0, 4, image.shape).astype(np.int16)
    save("street-drawn.jpg", np.clip(image, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    faces()
    shapes()
    street()
    labels()
