/** Tuning: data, losses, optimisers, checkpoints, and the loop that they run in. */
@NullMarked
package dev.bantam.train;

import org.jspecify.annotations.NullMarked;
