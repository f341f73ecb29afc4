package dev.bantam.train.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line chart as SVG, coloured by the page's style sheet.
 *
 * @param isLog whether the vertical axis is logarithmic; its values must be positive then
 */
record Chart(String title, boolean isLog, List<Line> lines) {
  /** Lines of more points are drawn with so many. */
  private static final int MOST_POINTS = 400;

  private static final int WIDTH = 640;
  private static final int HEIGHT = 260;
  private static final int LEFT = 60;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 28;
  private static final int TICKS = 5;

  /**
   * A line.
   *
   * @param name in the legend; empty for none
   * @param style class of the style sheet
   * @param x [n] ascending
   * @param y [n]
   * @param marked whether each point gets a dot
   */
  record Line(String name, String style, double[] x, double[] y, boolean marked) {}

  /** What part of the plane is shown. */
  private record Frame(double left, double right, double low, double high) {
    double x(double value) {
      return LEFT + (value - left) / (right - left) * (WIDTH - LEFT - RIGHT);
    }

    double y(double value) {
      return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    }
  }

  /** The figure element, or nothing if there is nothing to draw. */
  String svg() {
    if (lines.stream().allMatch(line -> line.x.length == 0)) {
      return "";
    }
    Frame frame = frame();
    StringBuilder svg = new StringBuilder("<figure><figcaption>").append(Html.escaped(title));
    for (Line line : lines) {
      if (!line.name.isEmpty()) {
        svg.append("<span class='key %s'>%s</span>".formatted(line.style, Html.escaped(line.name)));
      }
    }
    svg.append("</figcaption><svg viewBox='0 0 %d %d' role='img'>".formatted(WIDTH, HEIGHT));
    axes(svg, frame);
    lines.forEach(line -> draw(svg, frame, line));
    return svg.append("</svg></figure>\n").toString();
  }

  private Frame frame() {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Line line : lines) {
      for (int i = 0; i < line.x.length; i++) {
        left = Math.min(left, line.x[i]);
        right = Math.max(right, line.x[i]);
        low = Math.min(low, scaled(line.y[i]));
        high = Math.max(high, scaled(line.y[i]));
      }
    }
    double pad = high > low ? 0.04 * (high - low) : Math.max(Math.abs(high) * 0.1, 1e-9);
    return new Frame(left, Math.max(right, left + 1), low - pad, high + pad);
  }

  private double scaled(double y) {
    return isLog ? Math.log10(y) : y;
  }

  private void axes(StringBuilder svg, Frame frame) {
    for (double value : isLog ? logTicks(frame) : ticks(frame.low, frame.high)) {
      double y = frame.y(scaled(value));
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>",
              LEFT,
              WIDTH - RIGHT,
              y,
              y));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class='tick' x='%d' y='%.1f' text-anchor='end'>%s</text>",
              LEFT - 8,
              y + 4,
              number(value)));
    }
    for (double value : ticks(frame.left, frame.right)) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class='tick' x='%.1f' y='%d' text-anchor='middle'>%s</text>",
              frame.x(value),
              HEIGHT - 8,
              number(value)));
    }
  }

  /** Round values in a range: a step is 1, 2 or 5 times a power of ten. */
  private static List<Double> ticks(double from, double to) {
    double rough = (to - from) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double part = rough / power;
    double step = power * (part > 5 ? 10 : part > 2 ? 5 : part > 1 ? 2 : 1);
    List<Double> ticks = new ArrayList<>();
    for (double k = Math.ceil(from / step); k * step <= to; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  /** Round values on a logarithmic axis: those of the plain one unless it spans decades. */
  private static List<Double> logTicks(Frame frame) {
    double low = Math.pow(10, frame.low);
    double high = Math.pow(10, frame.high);
    if (high / low < 20) {
      return ticks(low, high);
    }
    List<Double> ticks = new ArrayList<>();
    for (int e = (int) Math.ceil(frame.low); e <= frame.high; e++) {
      ticks.add(Math.pow(10, e));
    }
    return ticks;
  }

  private static String number(double value) {
    double size = Math.abs(value);
    if (size < 1e-12) {
      return "0";
    }
    if (size < 0.0001 || size >= 1e6) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    String fixed =
        String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 1 ? "%.2f" : "%.4f", value);
    int end = fixed.length();
    while (fixed.indexOf('.') >= 0 && fixed.charAt(end - 1) == '0') {
      end--;
    }
    return fixed.substring(0, fixed.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private void draw(StringBuilder svg, Frame frame, Line line) {
    svg.append("<polyline class='").append(line.style).append("' points='");
    int stride = Math.ceilDiv(line.x.length, MOST_POINTS);
    for (int i = 0; i < line.x.length; i += stride) {
      int at = i + stride >= line.x.length ? line.x.length - 1 : i;
      svg.append(
          String.format(
              Locale.ROOT, "%.1f,%.1f ", frame.x(line.x[at]), frame.y(scaled(line.y[at]))));
    }
    svg.append("'/>");
    for (int i = 0; line.marked && i < line.x.length; i++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class='%s' cx='%.1f' cy='%.1f' r='3'/>",
              line.style,
              frame.x(line.x[i]),
              frame.y(scaled(line.y[i]))));
    }
  }
}
