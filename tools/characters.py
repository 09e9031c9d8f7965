"""Makes the characters that few-shot episodes are about, of the single-line glyphs of the Hershey fonts.

    pip install Hershey-Fonts==2.1.0
    python3 tools/characters.py > src/signs/characters/hershey.txt

A line is a character: its font and its place there, a tab, and its strokes, separated by semicolons. A stroke is the
positions of its points, x and y in turn, in the font's units, x to the right and y up.

Glyphs of several alphabets, digits and symbols are taken in the order of FONTS, as long as they are simple enough for a picture of
32 × 32, and unlike all that were taken before, whatever their size: a capital C is not taken beside a small one, nor a Greek
capital beta beside a B.
"""

from math import exp, hypot

from HersheyFonts import HersheyFonts

FONTS = ["futural", "scripts", "greek", "symbolic", "mathlow", "japanese", "cyrilc_1", "astrology"]

# A glyph with more than these cannot be made out in a small picture; one that is smaller is a dot or a comma.
MOST_STROKES, MOST_POINTS, MOST_LENGTH, LEAST_SIZE = 6, 60, 50, 6
# The cosine of two pictures from which on they count as the same character.
ALIKE = 0.88
# As in the laboratory's own pictures: forty pen positions, evenly along the strokes, of the width 0.4, in a figure 8 wide.
POSITIONS, SIZE, WIDTH = 40, 8, 0.4
PIXELS = 16


def strokes_of(glyph):
    # The font has y down.
    strokes = [[(x, -y) for x, y in stroke] for stroke in glyph.strokes]
    return [stroke for stroke in strokes if len(stroke) > 1]


def bounds(strokes):
    xs, ys = zip(*(point for stroke in strokes for point in stroke))
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, max(max(xs) - min(xs), max(ys) - min(ys))


def lines_of(strokes):
    """Every straight line as its ends and its length, the figure SIZE wide or high about the middle."""
    x, y, size = bounds(strokes)
    scaled = [[((px - x) / size * SIZE, (py - y) / size * SIZE) for px, py in stroke] for stroke in strokes]
    pairs = [pair for stroke in scaled for pair in zip(stroke, stroke[1:])]
    return [(a, b, hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairs]


def picture(lines):
    """What the pen leaves, as a vector of length one."""
    whole = sum(length for _, _, length in lines)
    middles = [(pixel + 0.5) * SIZE / PIXELS - SIZE / 2 for pixel in range(PIXELS)]
    pixels = [0.0] * PIXELS**2
    behind, number = 0.0, 0
    for position in range(POSITIONS):
        way = (position + 0.5) / POSITIONS * whole
        while behind + lines[number][2] < way:
            behind += lines[number][2]
            number += 1
        begin, end, length = lines[number]
        x, y = (begin[axis] + (way - behind) / length * (end[axis] - begin[axis]) for axis in (0, 1))
        across, up = ([exp(-((middle - at) ** 2) / WIDTH) for middle in middles] for at in (x, y))
        for row, high in enumerate(up):
            for column, wide in enumerate(across):
                pixels[row * PIXELS + column] += high * wide
    norm = sum(pixel**2 for pixel in pixels) ** 0.5
    return [pixel / norm for pixel in pixels]


def is_simple(strokes):
    points = sum(len(stroke) for stroke in strokes)
    if not strokes or len(strokes) > MOST_STROKES or points > MOST_POINTS or bounds(strokes)[2] < LEAST_SIZE:
        return False
    return 0 < sum(length for _, _, length in lines_of(strokes)) <= MOST_LENGTH


def main():
    font, taken = HersheyFonts(), []
    for name in FONTS:
        font.load_default_font(name)
        for place, glyph in enumerate(font.all_glyphs.values()):
            strokes = strokes_of(glyph)
            if not is_simple(strokes):
                continue
            seen = picture(lines_of(strokes))
            if all(sum(a * b for a, b in zip(seen, other)) < ALIKE for other in taken):
                taken.append(seen)
                shown = ";".join(" ".join(f"{x} {y}" for x, y in stroke) for stroke in strokes)
                print(f"{name} {place}\t{shown}")


main()
