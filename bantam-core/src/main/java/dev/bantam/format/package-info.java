@NullMarked
package dev.bantam.format;

import org.jspecify.annotations.NullMarked;
