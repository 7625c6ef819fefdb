package net.swarmstack.sandbox;

import net.swarmstack.model.Isolation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The levels whose drivers must pass a case of the [SandboxDriverContract].
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequiredAt {
    Isolation[] value();
}
