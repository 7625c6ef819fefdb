package net.swarmstack.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What `strace -f -y` saw of a process, as moments in their order: a call begins, and it ends.
///
/// @param moments what happened, in order
record Trace(List<Moment> moments) {

    private static final String UNFINISHED = " <unfinished ...>";
    private static final String RESUMED = "<... ";

    /// A call of one thread.
    ///
    /// @param text the call as far as it is known, as in `fsync(8</r/registry.db-wal>) = 0`
    /// @param begins whether this is its beginning; else it has returned
    record Moment(String text, boolean begins) {

        /// A write to the write-ahead log, which is not durable yet.
        boolean writesLog() {
            return begins && text.startsWith("pwrite64(") && text.contains("registry.db-wal>");
        }

        /// What was written to the write-ahead log is durable.
        boolean hasSyncedLog() {
            return !begins
                    && (text.startsWith("fsync(") || text.startsWith("fdatasync("))
                    && text.contains("registry.db-wal>")
                    && text.endsWith(" = 0");
        }
    }

    static Trace of(List<String> lines) {
        var moments = new ArrayList<Moment>();
        Map<String, String> unfinished = new HashMap<>();
        for (String line : lines) {
            String thread = line.substring(0, line.indexOf(' '));
            String rest = line.substring(thread.length()).strip();
            if (rest.startsWith(RESUMED)) {
                String begun = unfinished.getOrDefault(thread, "");
                String end = rest.substring(rest.indexOf('>') + 1);
                moments.add(new Moment(begun + end, false));
            } else if (rest.endsWith(UNFINISHED)) {
                String begun = rest.substring(0, rest.length() - UNFINISHED.length());
                unfinished.put(thread, begun);
                moments.add(new Moment(begun, true));
            } else {
                moments.add(new Moment(rest, true));
                moments.add(new Moment(rest, false));
            }
        }
        return new Trace(moments);
    }

    /// Where the first such moment is, from a place on; -1 where none is.
    int find(int from, Predicate<Moment> wanted) {
        for (int i = Math.max(0, from); i < moments.size(); i++) {
            if (wanted.test(moments.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
