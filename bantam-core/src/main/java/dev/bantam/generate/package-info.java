/**
 * Text from a model: {@link dev.bantam.generate.Generator} is what users call; the engine, the KV
 * cache and the samplers are its parts.
 */
@NullMarked
package dev.bantam.generate;

import org.jspecify.annotations.NullMarked;
