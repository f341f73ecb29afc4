@NullMarked
package dev.bantam.layer;

import org.jspecify.annotations.NullMarked;
