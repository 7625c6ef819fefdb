package net.swarmstack.registry;

import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.Timestamps;

import java.util.List;

/// The hash that the registry would give the last event of a run; for stores that keep no rows.
public final class HistoryHash {

    private HistoryHash() {}

    /// Of all events of one run, in order.
    public static String of(List<RecordedEvent> events) {
        String hash = HashChain.start();
        for (RecordedEvent event : events) {
            hash =
                    HashChain.next(
                            hash,
                            event.run(),
                            event.seq(),
                            Timestamps.format(event.at()),
                            EventCodec.type(event.event()),
                            Json.compact(EventCodec.data(event.event())));
        }
        return hash;
    }
}
