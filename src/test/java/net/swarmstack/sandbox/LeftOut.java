package net.swarmstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Isolation;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Passes over the cases that a driver may leave out, which are those in the file `left-out.txt`.
final class LeftOut implements InvocationInterceptor {

    private static final Path FILE =
            Path.of("src/test/java/net/swarmstack/sandbox/left-out.txt").toAbsolutePath();

    private final Isolation level;
    private final String driver;

    LeftOut(String driver, Isolation level) {
        this.driver = driver;
        this.level = level;
    }

    /// A line of the file.
    record Entry(String driver, String name, String reason) {}

    static List<Entry> read() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split(" +", 3))
                .map(words -> new Entry(words[0], words[1], words[2]))
                .toList();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> called,
            ExtensionContext context)
            throws Throwable {
        Method test = called.getExecutable();
        RequiredAt required = test.getAnnotation(RequiredAt.class);
        assertThat(required).as("a case names the levels that must pass it").isNotNull();
        boolean isRequired = Arrays.asList(required.value()).contains(level);
        boolean isListed =
                read().stream()
                        .anyMatch(e -> e.driver.equals(driver) && e.name.equals(test.getName()));
        assertThat(isListed)
                .as("left-out.txt lists what is not required of %s, and nothing else", driver)
                .isEqualTo(!isRequired);
        if (isRequired) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }
}
