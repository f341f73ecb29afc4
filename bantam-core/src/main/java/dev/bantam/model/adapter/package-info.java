/** Low-rank adapters: read, written, applied to a model, merged into one. */
@NullMarked
package dev.bantam.model.adapter;

import org.jspecify.annotations.NullMarked;
