/** What answers cost: energy, carbon dioxide, money. */
@NullMarked
package dev.bantam.server.energy;

import org.jspecify.annotations.NullMarked;
