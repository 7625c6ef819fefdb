package net.swarmstack.control;

import net.swarmstack.model.SwarmException;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/// A process with a [FakeControl]. Argument: where its socket is wanted. It prints its process id,
/// and then does what it reads: `hog` takes every descriptor that the process may have, `free`
/// gives them back; each is answered with the same word.
final class ChildServer {

    private ChildServer() {}

    public static void main(String[] arguments) throws Exception {
        var _ =
                SwarmException.Code
                        .values(); // a class is a file, for which there may be no descriptor later
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var _ =
                        ControlServer.open(
                                Path.of(arguments[0]),
                                Map.of(),
                                new FakeControl(),
                                TestServer.acceptor(),
                                threads)) {
            System.out.println(ProcessHandle.current().pid());
            var input =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            List<FileInputStream> hogged = new ArrayList<>();
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (line.equals("hog")) {
                    hog(hogged);
                } else {
                    for (FileInputStream file : hogged) {
                        file.close();
                    }
                }
                System.out.println(line);
            }
        }
    }

    private static void hog(List<FileInputStream> hogged) {
        try {
            while (true) {
                hogged.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // That is all.
        }
    }
}
