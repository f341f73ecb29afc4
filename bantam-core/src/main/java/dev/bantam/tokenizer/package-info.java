@NullMarked
package dev.bantam.tokenizer;

import org.jspecify.annotations.NullMarked;
