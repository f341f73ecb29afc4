@NullMarked
package dev.bantam.generate;

import org.jspecify.annotations.NullMarked;
