/// The SQLite file: schema, the single writer, the history and the views made from it. The only
/// room that knows SQL.
@NullMarked
package net.swarmstack.registry;

import org.jspecify.annotations.NullMarked;
