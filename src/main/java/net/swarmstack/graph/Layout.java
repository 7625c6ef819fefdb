package net.swarmstack.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where everything of a graph stands, in pixels from the left and the top.
///
/// @param boxes of the nodes
/// @param wires of the edges
record Layout(List<Box> boxes, List<Wire> wires, double width, double height) {

    private static final double GAP = 24;
    private static final double JOINT_WIDTH = 8;
    private static final double BETWEEN_LAYERS = 56;
    private static final double MARGIN = 16;
    private static final int SWEEPS = 16;

    static final double BOX_HEIGHT = 44;

    /// A node, by its left upper corner.
    record Box(double x, double y, double width) {}

    /// An edge: where it begins, where it enters and leaves each layer that it passes through, and
    /// where it ends.
    record Wire(List<Point> points) {}

    record Point(double x, double y) {}

    /// Places layers.
    ///
    /// @param nodeWidths in pixels
    static Layout of(Layers layers, double[] nodeWidths) {
        double[] widths = new double[layers.items()];
        Arrays.fill(widths, JOINT_WIDTH);
        System.arraycopy(nodeWidths, 0, widths, 0, nodeWidths.length);
        double[] centres = centres(layers, widths);
        double left = Double.MAX_VALUE;
        double right = 0;
        for (int i = 0; i < centres.length; i++) {
            left = Math.min(left, centres[i] - widths[i] / 2);
        }
        for (int i = 0; i < centres.length; i++) {
            centres[i] = Math.round(centres[i] - left + MARGIN);
            right = Math.max(right, centres[i] + widths[i] / 2);
        }
        double[] tops = tops(layers);
        var boxes = new ArrayList<Box>();
        for (int i = 0; i < nodeWidths.length; i++) {
            boxes.add(new Box(centres[i] - widths[i] / 2, tops[i], widths[i]));
        }
        List<Wire> wires = layers.chains().stream().map(c -> wire(c, centres, tops)).toList();
        double bottom = Arrays.stream(tops).max().orElse(0) + BOX_HEIGHT;
        return new Layout(boxes, wires, Math.ceil(right + MARGIN), bottom + MARGIN);
    }

    private static double[] tops(Layers layers) {
        double[] tops = new double[layers.items()];
        double top = MARGIN;
        for (List<Integer> layer : layers.layers()) {
            for (int item : layer) {
                tops[item] = top;
            }
            top += BOX_HEIGHT + BETWEEN_LAYERS;
        }
        return tops;
    }

    private static Wire wire(List<Integer> chain, double[] centres, double[] tops) {
        var points = new ArrayList<Point>();
        for (int item : chain) {
            points.add(new Point(centres[item], tops[item]));
            points.add(new Point(centres[item], tops[item] + BOX_HEIGHT));
        }
        return new Wire(points.subList(1, points.size() - 1));
    }

    /// Every item as near to the middle of its neighbours as its own neighbours on the left and the
    /// right allow, layer by layer down and up again.
    private static double[] centres(Layers layers, double[] widths) {
        double[] centres = new double[widths.length];
        for (int sweep = 0; sweep <= SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (List<Integer> layer : down ? layers.layers() : layers.layers().reversed()) {
                double[] wanted = new double[layer.size()];
                for (int i = 0; i < wanted.length; i++) {
                    wanted[i] = layers.mean(centres, layer.get(i), down);
                }
                place(layer, wanted, widths, centres);
            }
        }
        return centres;
    }

    /// Least squares with the order and the gaps kept: what would overlap is pooled, and a pool
    /// stands at its mean.
    private static void place(
            List<Integer> layer, double[] wanted, double[] widths, double[] centres) {
        int size = layer.size();
        double[] offsets = new double[size];
        double[] sums = new double[size];
        int[] counts = new int[size];
        int pools = 0;
        for (int i = 0; i < size; i++) {
            offsets[i] =
                    i == 0
                            ? 0
                            : offsets[i - 1]
                                    + (widths[layer.get(i - 1)] + widths[layer.get(i)]) / 2
                                    + GAP;
            sums[pools] = wanted[i] - offsets[i];
            counts[pools++] = 1;
            while (pools > 1
                    && sums[pools - 2] / counts[pools - 2] > sums[pools - 1] / counts[pools - 1]) {
                pools--;
                sums[pools - 1] += sums[pools];
                counts[pools - 1] += counts[pools];
            }
        }
        int i = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int end = i + counts[pool]; i < end; i++) {
                centres[layer.get(i)] = sums[pool] / counts[pool] + offsets[i];
            }
        }
    }
}
