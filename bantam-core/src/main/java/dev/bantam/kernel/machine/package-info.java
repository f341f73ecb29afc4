/**
 * Machine code for kernels: an x86-64 encoder, executable memory, and the programs made with them.
 */
@org.jspecify.annotations.NullMarked
package dev.bantam.kernel.machine;
