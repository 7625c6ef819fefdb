package net.swarmstack;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.jspecify.annotations.NullMarked;

import java.time.Clock;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/// The walls of the house. Rooms that are not built yet have their place in the tables already.
@AnalyzeClasses(packages = "net.swarmstack", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String HOUSE = "net.swarmstack.";

    /// What each room may import, and with it what that room may. A new room takes its place here.
    private static final Map<String, List<String>> ARROWS =
            Map.ofEntries(
                    Map.entry("model", List.of()),
                    Map.entry("definition", List.of("model")),
                    Map.entry("expression", List.of("definition")),
                    Map.entry("plan", List.of("expression")),
                    Map.entry("engine.core", List.of("plan")),
                    Map.entry("engine", List.of("engine.core")),
                    Map.entry("packages", List.of("model")),
                    Map.entry("catalog", List.of("plan", "packages")),
                    Map.entry("secrets", List.of("model")),
                    Map.entry("logs", List.of("model")),
                    Map.entry("control", List.of("model")),
                    Map.entry("sandbox", List.of("model")),
                    Map.entry("egress", List.of("model")),
                    Map.entry("egress.llm", List.of("egress")),
                    Map.entry(
                            "step",
                            List.of("engine", "logs", "sandbox", "packages", "secrets", "egress")),
                    Map.entry("trigger", List.of("engine")),
                    Map.entry("sandbox.host", List.of("sandbox")),
                    Map.entry("sandbox.process", List.of("sandbox.host")),
                    Map.entry("sandbox.bubblewrap", List.of("sandbox.host")),
                    Map.entry("sandbox.qemu", List.of("sandbox")),
                    Map.entry("sandbox.firecracker", List.of("sandbox")),
                    Map.entry("registry", List.of("engine", "catalog", "secrets", "trigger")),
                    Map.entry("notify", List.of("engine", "logs")),
                    Map.entry("http", List.of("engine", "catalog", "trigger")),
                    Map.entry("app", List.of("step", "catalog", "trigger", "control")),
                    Map.entry("graph", List.of()),
                    Map.entry("cli", List.of("app", "graph")));

    /// The rooms that stand behind a port: only `app`, which wires them, names one.
    private static final Set<String> ADAPTERS =
            Set.of(
                    "registry",
                    "notify",
                    "http",
                    "sandbox.host",
                    "sandbox.process",
                    "sandbox.bubblewrap",
                    "sandbox.qemu",
                    "sandbox.firecracker");

    private static final String[] PURE = {
        HOUSE + "model",
        HOUSE + "definition",
        HOUSE + "plan",
        HOUSE + "engine.core",
        HOUSE + "graph"
    };

    private static final String SPAWNER = HOUSE + "sandbox.Spawner";

    /// Wall 1.
    @ArchTest
    static final ArchRule importsFollowTheArrows =
            classes().should(importAlongTheArrows()).allowEmptyShould(true);

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching(HOUSE + "(**)").should().beFreeOfCycles();

    /// Wall 2.
    @ArchTest
    static final ArchRule sqlStaysInRegistry =
            only("registry", "java.sql..", "javax.sql..", "org.sqlite..");

    @ArchTest static final ArchRule yamlStaysInDefinition = only("definition", "org.snakeyaml..");

    @ArchTest
    static final ArchRule jsonSchemaStaysInDefinition = only("definition", "com.networknt..");

    @ArchTest static final ArchRule celStaysInExpression = only("expression", "dev.cel..");

    @ArchTest
    static final ArchRule httpServerStaysInHttp =
            only("http", "com.sun.net.httpserver..", "org.eclipse.jetty..");

    @ArchTest static final ArchRule commandLineStaysInCli = only("cli", "picocli..");

    @ArchTest
    static final ArchRule oneClassStartsProcesses =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(SPAWNER)
                    .should(use(ProcessBuilder.class, "<init>"))
                    .orShould(use(Runtime.class, "exec"));

    /// Wall 3.
    @ArchTest
    static final ArchRule pureRoomsTouchNothing =
            noClasses()
                    .that()
                    .resideInAnyPackage(PURE)
                    .should(
                            dependOnClassesThat(
                                    resideInAnyPackage(
                                            "java.nio.file..",
                                            "java.nio.channels..",
                                            "java.net..",
                                            "java.util.concurrent..",
                                            "java.util.random..")))
                    .orShould(dependOnClassesThat(nameStartsWith("java.io.File")))
                    .orShould(dependOnClassesThat(assignableTo(Thread.class)))
                    .orShould(dependOnClassesThat(assignableTo(Random.class)))
                    .orShould(dependOnClassesThat(assignableTo(InstantSource.class)))
                    .orShould(use(System.class, "currentTimeMillis|nanoTime|getenv|getProperty"))
                    .orShould(use(Math.class, "random"))
                    .orShould(use(UUID.class, "randomUUID"));

    @ArchTest
    static final ArchRule theWiringMakesClocksThreadsAndStreams =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(HOUSE + "app..", HOUSE + "cli..")
                    .and()
                    .doNotHaveFullyQualifiedName(SPAWNER)
                    .should(useWhere(owner -> owner.getPackageName().equals("java.time"), "now"))
                    .orShould(use(Clock.class, "system.*|tick.*"))
                    .orShould(use(InstantSource.class, "system"))
                    .orShould(use(System.class, "currentTimeMillis|in|out|err"))
                    .orShould(use(Thread.class, "<init>|of.*|startVirtualThread"))
                    .orShould(use(Executors.class, "new.*"));

    /// Wall 4.
    @ArchTest
    static final ArchRule namesSayWhatAThingIs =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)");

    /// Wall 5.
    @ArchTest
    static final ArchRule publicTypesAreUsedByAnotherRoom =
            classes()
                    .that()
                    .arePublic()
                    .and()
                    .areTopLevelClasses()
                    .and()
                    .doNotHaveFullyQualifiedName(HOUSE + "cli.Main")
                    .should(beUsedByAnotherRoom());

    /// Else NullAway passes over the whole room in silence.
    @ArchTest
    static final ArchRule roomsAreNullMarked =
            classes()
                    .should(
                            satisfy(
                                    "be in a null-marked package",
                                    type -> type.getPackage().isAnnotatedWith(NullMarked.class)));

    private static ArchRule only(String room, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(HOUSE + room)
                .should(dependOnClassesThat(resideInAnyPackage(packages)))
                .allowEmptyShould(true);
    }

    /// Uses a member, by a call, a method reference or as a field.
    private static ArchCondition<JavaClass> use(Class<?> owner, String members) {
        return useWhere(type -> type.isEquivalentTo(owner), members);
    }

    private static ArchCondition<JavaClass> useWhere(Predicate<JavaClass> owner, String members) {
        return accessTargetWhere(
                DescribedPredicate.describe(
                        "target is " + members,
                        access ->
                                owner.test(access.getTargetOwner())
                                        && access.getTarget().getName().matches(members)));
    }

    private static DescribedPredicate<JavaClass> nameStartsWith(String start) {
        return DescribedPredicate.describe(
                "name starts with " + start, type -> type.getName().startsWith(start));
    }

    private static ArchCondition<JavaClass> importAlongTheArrows() {
        return new ArchCondition<>("import along the arrows") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String room = room(type);
                if (!ARROWS.containsKey(room)) {
                    events.add(SimpleConditionEvent.violated(type, "no place for room " + room));
                    return;
                }
                Set<String> allowed = allowedFrom(room);
                type.getDirectDependenciesFromSelf().stream()
                        .filter(use -> use.getTargetClass().getName().startsWith(HOUSE))
                        .filter(use -> !allowed.contains(room(use.getTargetClass())))
                        .map(Dependency::getDescription)
                        .map(text -> SimpleConditionEvent.violated(type, text))
                        .forEach(events::add);
            }
        };
    }

    /// The room itself and all behind its arrows.
    private static Set<String> allowedFrom(String room) {
        Set<String> allowed = new HashSet<>();
        follow(room, allowed);
        if (room.equals("app")) {
            allowed.addAll(ADAPTERS);
        }
        return allowed;
    }

    private static void follow(String room, Set<String> reached) {
        if (reached.add(room)) {
            ARROWS.get(room).forEach(next -> follow(next, reached));
        }
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring(HOUSE.length());
    }

    private static ArchCondition<JavaClass> beUsedByAnotherRoom() {
        return satisfy(
                "be used by another room",
                type ->
                        type.getPackage().getClasses().stream()
                                .filter(part -> part.equals(type) || isInside(part, type))
                                .flatMap(part -> part.getDirectDependenciesToSelf().stream())
                                .anyMatch(use -> !room(use.getOriginClass()).equals(room(type))));
    }

    private static boolean isInside(JavaClass part, JavaClass type) {
        return part.getName().startsWith(type.getName() + "$");
    }

    private static ArchCondition<JavaClass> satisfy(String fact, Predicate<JavaClass> test) {
        return ArchCondition.from(DescribedPredicate.describe(fact, test));
    }
}
