package net.swarmstack.testing;

import net.swarmstack.engine.History;

final class InMemoryHistoryTest extends HistoryContract {

    private final History history = new InMemoryHistory();

    @Override
    protected History history() {
        return history;
    }
}
