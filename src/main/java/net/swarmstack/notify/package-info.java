/// What `notify` in a handler does, one class a type.
@NullMarked
package net.swarmstack.notify;

import org.jspecify.annotations.NullMarked;
