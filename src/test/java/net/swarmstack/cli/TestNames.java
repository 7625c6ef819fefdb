package net.swarmstack.cli;

import net.swarmstack.cli.RulesDocument.TestName;

import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The tests that there are, by the simple names of their classes.
final class TestNames {

    private static final Path SOURCES = Path.of("src/test/java");

    private final Map<String, String> classes;

    private TestNames(Map<String, String> classes) {
        this.classes = classes;
    }

    /// Those of the checkout.
    static TestNames read() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return new TestNames(
                    files.map(file -> SOURCES.relativize(file).toString())
                            .filter(name -> name.endsWith(".java"))
                            .filter(name -> !name.endsWith("package-info.java"))
                            .map(name -> name.replace(".java", "").replace('/', '.'))
                            .collect(
                                    Collectors.toMap(
                                            name -> name.substring(name.lastIndexOf('.') + 1),
                                            name -> name)));
        }
    }

    /// Whether a class is there and, where one is named, a method that is a test, its own or
    /// inherited.
    boolean has(TestName test) {
        return Optional.ofNullable(classes.get(test.type()))
                .filter(name -> test.method().stream().allMatch(method -> isTest(name, method)))
                .isPresent();
    }

    private static boolean isTest(String className, String method) {
        return Stream.<Class<?>>iterate(load(className), type -> type != null, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(declared -> declared.getName().equals(method))
                .anyMatch(TestNames::isTest);
    }

    private static boolean isTest(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, TestNames.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
