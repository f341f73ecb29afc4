/** How gradients change parameters: optimisers, their learning rate over time, clipping. */
@NullMarked
package dev.bantam.train.optimise;

import org.jspecify.annotations.NullMarked;
