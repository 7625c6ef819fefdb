package net.swarmstack.registry;

import net.swarmstack.model.RunId;

/// Where something is in a registry, in words: `run 0198…, step a, column status`.
record Place(String words) {

    static Place of(RunId run) {
        return new Place("run " + run);
    }

    Place step(String id) {
        return new Place(words + ", step " + id);
    }

    Place event(long seq) {
        return new Place(words + ", event " + seq);
    }

    Place column(String name) {
        return new Place(words + ", column " + name);
    }

    @Override
    public String toString() {
        return words;
    }
}
