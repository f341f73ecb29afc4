/** JMH benchmarks of what decides the speed of a model: kernels and the team of threads. */
@NullMarked
package dev.bantam.benchmarks;

import org.jspecify.annotations.NullMarked;
