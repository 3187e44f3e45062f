"""Small line plots as SVG text, with the standard library alone."""

import math
from html import escape

WIDTH, HEIGHT = 460, 270
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 44, 48
COLOURS = ["#1f6feb", "#d1570a", "#2a8a4a", "#8250df"]
FONT = "font-family='Helvetica,Arial,sans-serif'"


class Axis:
    """From values to pixels, on a linear or a logarithmic scale, with round ticks."""

    def __init__(self, values, low, high, logarithmic):
        self.low, self.high, self.logarithmic = low, high, logarithmic
        if logarithmic:
            self.first = 10 ** math.floor(math.log10(min(values)) + 1e-9)
            self.last = 10 ** math.ceil(math.log10(max(values)) - 1e-9)
            if self.last == self.first:
                self.last *= 10
            decades = round(math.log10(self.last / self.first))
            self.ticks = [self.first * 10 ** k for k in range(decades + 1)]
        else:
            step = nice(max(values) / 4)
            self.first, self.last = 0, step * math.ceil(max(values) / step - 1e-9)
            self.ticks = [step * k for k in range(round(self.last / step) + 1)]

    def at(self, value):
        if self.logarithmic:
            part = math.log(value / self.first) / math.log(self.last / self.first)
        else:
            part = value / self.last
        return self.low + part * (self.high - self.low)


def nice(value):
    """The next round number: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(value))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= value - 1e-12)


def label(value):
    if value >= 1e6:
        return "%gM" % (value / 1e6)
    return "%gk" % (value / 1e3) if value >= 1e4 else "%g" % round(value, 6)


def lines(title, x_title, y_title, series, log_x=False, log_y=False):
    """The SVG of `series`, a dict of names to lists of (x, y)."""
    points = [point for line in series.values() for point in line]
    x_axis = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT, log_x)
    y_axis = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP, log_y)
    out = ["<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' role='img'>"
           % (WIDTH, HEIGHT, WIDTH, HEIGHT),
           "<title>%s</title>" % escape(title),
           "<rect width='100%' height='100%' fill='#ffffff'/>",
           text(LEFT, 18, title, 13, "start", "#1f2328", bold=True)]
    for tick in x_axis.ticks:
        x = x_axis.at(tick)
        out.append("<path d='M%.1f %d V%d' stroke='#e3e6ea'/>" % (x, TOP, HEIGHT - BOTTOM))
        out.append(text(x, HEIGHT - BOTTOM + 16, label(tick), 11, "middle", "#59636e"))
    for tick in y_axis.ticks:
        y = y_axis.at(tick)
        out.append("<path d='M%d %.1f H%d' stroke='#e3e6ea'/>" % (LEFT, y, WIDTH - RIGHT))
        out.append(text(LEFT - 7, y + 4, label(tick), 11, "end", "#59636e"))
    out.append("<path d='M%d %d V%d H%d' stroke='#59636e' fill='none'/>"
               % (LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x_title, 12, "middle", "#1f2328"))
    out.append("<g transform='translate(15 %.1f) rotate(-90)'>%s</g>"
               % ((TOP + HEIGHT - BOTTOM) / 2, text(0, 0, y_title, 12, "middle", "#1f2328")))
    legend = LEFT
    for number, (name, line) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        at = [(x_axis.at(x), y_axis.at(y)) for x, y in line]
        out.append("<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>"
                   % (" ".join("%.1f,%.1f" % point for point in at), colour))
        out += ["<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>" % (x, y, colour) for x, y in at]
        if len(series) > 1:
            out.append("<rect x='%.1f' y='28' width='10' height='4' fill='%s'/>" % (legend, colour))
            out.append(text(legend + 14, 34, name, 11, "start", "#1f2328"))
            legend += 30 + 6.4 * len(name)
    return "\n".join(out + ["</svg>"]) + "\n"


def text(x, y, words, size, anchor, colour, bold=False):
    return "<text x='%.1f' y='%.1f' font-size='%d' text-anchor='%s' fill='%s'%s %s>%s</text>" % (
        x, y, size, anchor, colour, " font-weight='bold'" if bold else "", FONT, escape(words))
