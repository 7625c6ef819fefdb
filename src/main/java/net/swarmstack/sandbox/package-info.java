/// What a sandbox is, as a port; one package below this one for each driver.
@NullMarked
package net.swarmstack.sandbox;

import org.jspecify.annotations.NullMarked;
