@NullMarked
package dev.bantam.kernel;

import org.jspecify.annotations.NullMarked;
