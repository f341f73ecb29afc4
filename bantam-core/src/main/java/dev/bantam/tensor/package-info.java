@NullMarked
package dev.bantam.tensor;

import org.jspecify.annotations.NullMarked;
