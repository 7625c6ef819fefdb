package net.swarmstack.catalog;

import java.nio.file.Path;

/// A process that makes a root when it is told to.
final class ChildInit {

    private ChildInit() {}

    public static void main(String[] arguments) throws Exception {
        var test = new TestRoot(Path.of(arguments[0]));
        System.out.println("ready");
        System.in.read();
        System.out.println("changed " + test.init().changed());
    }
}
