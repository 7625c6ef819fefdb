package net.swarmstack.definition;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// The declared inputs or outputs of an agent or workflow, and what they demand of a value.
public final class Fields {

    private final List<FieldDeclaration> declarations;

    Fields(List<FieldDeclaration> declarations) {
        this.declarations = List.copyOf(declarations);
    }

    /// In the order of the file; empty where nothing is declared.
    public List<FieldDeclaration> declarations() {
        return declarations;
    }

    /// The JSON Schema 2020-12 of an object with these fields.
    public ObjectNode jsonSchema() {
        throw new UnsupportedOperationException();
    }

    /// The object with null fields taken out and the declared defaults put in; the argument stays
    /// as it is.
    public ObjectNode withDefaults(ObjectNode value) {
        throw new UnsupportedOperationException();
    }

    /// What is wrong with an object, a line each, naming the field and the rule; empty where all is
    /// well. Fields that are not declared are not looked at.
    public List<String> violations(ObjectNode value) {
        throw new UnsupportedOperationException();
    }
}
