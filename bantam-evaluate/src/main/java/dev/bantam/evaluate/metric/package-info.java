/** Metrics: a model's answers beside reference answers, as one number with its uncertainty. */
@NullMarked
package dev.bantam.evaluate.metric;

import org.jspecify.annotations.NullMarked;
