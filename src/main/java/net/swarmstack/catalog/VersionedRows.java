package net.swarmstack.catalog;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Nearest;
import net.swarmstack.packages.VersionReference;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Finds the row that a reference means, and says what does exist where there is none.
///
/// @param kind `agent` or `workflow`, as messages name it
/// @param versions the rows of a name
/// @param all every row
record VersionedRows<R>(
        String kind,
        Function<String, List<R>> versions,
        Supplier<List<R>> all,
        Function<R, String> name,
        Function<R, String> version) {

    private static final int MAX_SHOWN = 10;

    static VersionedRows<AgentRow> agents(CatalogStore store) {
        return new VersionedRows<>(
                "agent", store::agents, store::agents, AgentRow::name, AgentRow::version);
    }

    static VersionedRows<WorkflowRow> workflows(CatalogStore store) {
        return new VersionedRows<>(
                "workflow",
                store::workflows,
                store::workflows,
                WorkflowRow::name,
                WorkflowRow::version);
    }

    /// As if only some rows were there.
    VersionedRows<R> where(Predicate<R> there) {
        return new VersionedRows<>(
                kind,
                wanted -> versions.apply(wanted).stream().filter(there).toList(),
                () -> all.get().stream().filter(there).toList(),
                name,
                version);
    }

    /// What a reference means.
    sealed interface Found<R> {

        record Row<R>(R row) implements Found<R> {}

        /// None; the message says what does exist and what is near.
        record None<R>(String message) implements Found<R> {}
    }

    Found<R> find(String text) {
        Optional<VersionReference> reference = VersionReference.parse(text);
        if (reference.isEmpty()) {
            return new Found.None<>(
                    Excerpt.quote(text)
                            + " refers to no "
                            + kind
                            + ": expected name, name@1.2.0 or a range as in name@^1.2");
        }
        List<R> rows = versions.apply(reference.get().name());
        Optional<R> chosen =
                reference
                        .get()
                        .choose(rows.stream().map(version).toList())
                        .flatMap(wanted -> withVersion(rows, wanted));
        return chosen.<Found<R>>map(Found.Row::new)
                .orElseGet(() -> new Found.None<>(missing(reference.get(), rows)));
    }

    private Optional<R> withVersion(List<R> rows, String wanted) {
        return rows.stream().filter(row -> version.apply(row).equals(wanted)).findFirst();
    }

    private String missing(VersionReference reference, List<R> rows) {
        if (!rows.isEmpty()) {
            return kind
                    + " "
                    + Excerpt.quote(reference.name())
                    + reference
                            .range()
                            .map(range -> " has no version " + Excerpt.quote(range))
                            .orElse(" has no release: name the version that is meant")
                    + ". Registered: "
                    + latest(rows.stream().map(version).toList())
                    + ".";
        }
        List<String> names = all.get().stream().map(name).distinct().toList();
        return kind
                + " "
                + Excerpt.quote(reference.name())
                + " does not exist."
                + Nearest.hint(reference.name(), names)
                + (names.isEmpty() ? "" : " Registered: " + firstOf(names) + ".");
    }

    private static String firstOf(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(MAX_SHOWN, names.size())));
        return names.size() > MAX_SHOWN ? shown + ", …" : shown;
    }

    private static String latest(List<String> versions) {
        int hidden = Math.max(0, versions.size() - MAX_SHOWN);
        String shown = String.join(", ", versions.subList(hidden, versions.size()));
        return hidden > 0 ? "…, " + shown : shown;
    }
}
