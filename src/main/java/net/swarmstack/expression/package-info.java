/// `${…}`: parsed once from the definition, then evaluated against a scope; data is never parsed.
/// The only room that knows CEL.
@NullMarked
package net.swarmstack.expression;

import org.jspecify.annotations.NullMarked;
