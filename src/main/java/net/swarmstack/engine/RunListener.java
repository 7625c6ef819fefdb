package net.swarmstack.engine;

/// Told of every transition of a run after it is durable, in order, on the thread of the run: it
/// must return at once.
@FunctionalInterface
public interface RunListener {

    void onTransition(Transition transition);
}
