/** Vocabularies for models that are trained from scratch. */
@NullMarked
package dev.bantam.train.vocabulary;

import org.jspecify.annotations.NullMarked;
