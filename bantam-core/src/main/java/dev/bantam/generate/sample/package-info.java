/**
 * How the next token is drawn from logits: one class for each sampler of llama.cpp ({@code
 * src/llama-sampler.cpp}), applied in its default order.
 */
@NullMarked
package dev.bantam.generate.sample;

import org.jspecify.annotations.NullMarked;
