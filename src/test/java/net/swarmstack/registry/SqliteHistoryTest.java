package net.swarmstack.registry;

import net.swarmstack.engine.History;
import net.swarmstack.testing.HistoryContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

final class SqliteHistoryTest extends HistoryContract {

    @TempDir Path folder;
    private TestRegistry test;
    private History history;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        history = test.registry().history();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Override
    protected History history() {
        return history;
    }
}
